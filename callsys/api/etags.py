"""Two people edit one thing: `ETag` names what was read, `If-Match` refuses to write over more.

A tag is of what the API shows of a row, so whatever changes it changes the tag. The check locks
the row until the change is made.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from lib.errors import DomainError

_EDITS = ("PATCH", "PUT", "DELETE")


class Changed(DomainError):
    """Somebody else was faster."""

    status = 412

    def __init__(self) -> None:
        super().__init__("changed_meanwhile", _("It was changed meanwhile. Read it again first."))


class Etags:
    """For a viewset: tags what it shows of one row, and keeps `If-Match` on edits."""

    action: str

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """DRF's checks come first."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        wanted = request.headers.get("If-Match", "")
        method = str(request.method)
        if wanted and method in _EDITS and hasattr(self, "retrieve"):
            handler = getattr(self, method.lower())
            setattr(self, method.lower(), self._unchanged(handler, parse_etags(wanted)))

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """The tag of one row's representation; 304 where the client has it already."""
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        if response.status_code != 200 or not self._shows_one_row():
            return response
        tag = tag_of(response.data)
        response["ETag"] = tag
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            response.data, response.status_code = None, 304
        return response

    def _unchanged(
        self, handler: Callable[..., Response], wanted: list[str]
    ) -> Callable[..., Response]:
        def answer(request: Request, *args: Any, **kwargs: Any) -> Response:
            with transaction.atomic():
                if wanted != ["*"] and self._tag_now() not in wanted:
                    raise Changed
                return handler(request, *args, **kwargs)

        return answer

    def _tag_now(self) -> str:
        """The tag of the row as it is, locked until the transaction ends."""
        asked, self.action = self.action, "retrieve"
        try:
            found = self.get_object()  # type: ignore[attr-defined]
            type(found)._base_manager.select_for_update().filter(pk=found.pk).first()
            shown = self.get_object()  # type: ignore[attr-defined]
            return tag_of(self.get_serializer(shown).data)  # type: ignore[attr-defined]
        except Http404:
            return ""
        finally:
            self.action = asked

    def _shows_one_row(self) -> bool:
        """Whether this answer is what a read of one row answers, so that its tag is the row's."""
        action = self.action
        if action == "retrieve":
            return hasattr(self, "get_serializer_class")
        if action not in ("partial_update", "update") or not hasattr(self, "retrieve"):
            return False
        answered = self.get_serializer_class()  # type: ignore[attr-defined]
        self.action = "retrieve"
        try:
            return bool(self.get_serializer_class() is answered)  # type: ignore[attr-defined]
        finally:
            self.action = action


def tag_of(shown: Any) -> str:
    """A strong entity tag of a representation."""
    return f'"{hashlib.sha256(JSONRenderer().render(shown)).hexdigest()[:32]}"'
