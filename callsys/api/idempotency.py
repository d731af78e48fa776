"""A request that may be sent twice and happens once: `Idempotency-Key` on every POST.

The key is written in the transaction of what the request does. A second request with it waits
for the first, then gets the same answer; if the first failed, nothing of it is left, and the
second does the work. So there is no state "under way" that a crash could leave behind.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import IdempotencyRecord
from lib.errors import DomainError, InvalidInput

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT = dt.timedelta(hours=24)
LONGEST = 255


class KeyReused(DomainError):
    """One key, two requests."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "idempotency_key_reused", _("This Idempotency-Key belongs to another request.")
        )


class Idempotency:
    """For a viewset: wraps the handler of each POST that bears a key."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """DRF's checks come first: whoever may not ask has no answer kept."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        key = request.headers.get(HEADER, "")
        if request.method != "POST" or not key or not getattr(request, "access", None):
            return
        if len(key) > LONGEST or not key.isascii() or not key.isprintable():
            raise InvalidInput("idempotency_key_invalid", _("This Idempotency-Key is too long."))
        self.post: Callable[..., Response] = _once(self.post, request, key)


def _once(handler: Callable[..., Response], request: Request, key: str) -> Callable[..., Response]:
    organization = request.access.organization  # type: ignore[attr-defined]

    def answer(*args: Any, **kwargs: Any) -> Response:
        fingerprint = fingerprint_of(request)
        with transaction.atomic():
            record, is_first = _record(organization.pk, key, fingerprint)
            if not is_first:
                if record.fingerprint != fingerprint:
                    raise KeyReused
                return Response(record.answer, status=record.status, headers={REPLAYED: "true"})
            response = handler(*args, **kwargs)
            if response.status_code >= 400 or not isinstance(response, Response):
                transaction.set_rollback(True)
                return response
            record.status = response.status_code
            record.answer = json.loads(JSONRenderer().render(response.data) or b"null")
            record.save(update_fields=["status", "answer"])
            return response

    return answer


def _record(organization_id: int, key: str, fingerprint: str) -> tuple[IdempotencyRecord, bool]:
    """The record of a key and whether it is ours to fill: waits for whoever is filling it."""
    named = {"organization_id": organization_id, "key": key}
    IdempotencyRecord.objects.filter(**named, created_at__lt=timezone.now() - KEPT).delete()
    try:
        with transaction.atomic():
            made = IdempotencyRecord.objects.create(**named, fingerprint=fingerprint)
        return made, True
    except IntegrityError:
        return IdempotencyRecord.objects.get(**named), False


def fingerprint_of(request: Request) -> str:
    """SHA-256 of the method, path and body, so that one key means one request."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for piece in _body(request):
        digest.update(piece)
    return digest.hexdigest()


def _body(request: Request) -> Iterator[bytes]:
    data = request.data
    if not hasattr(data, "lists"):
        yield json.dumps(data, sort_keys=True).encode()
        return
    for name, values in sorted(data.lists()):
        for value in values:
            yield f"{name}=".encode()
            if isinstance(value, UploadedFile):
                yield from value.chunks()
                value.seek(0)
            else:
                yield str(value).encode()


def forget_old_keys() -> int:
    """Delete the answers that nobody may ask for any more; how many."""
    return IdempotencyRecord.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
