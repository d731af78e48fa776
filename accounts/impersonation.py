"""Staff at work as somebody else, to see what they see: marked, bounded, in the audit.

A superuser stays signed in as themselves; for an hour, or until they end it, their pages are
those of the other person. They never become another of the staff, and never touch how the person
signs in, nor make keys that would outlive the hour.
"""

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import AuditEntry, Membership, User
from accounts.origin import address_of
from lib.errors import NotAllowed

LASTS = dt.timedelta(hours=1)
_SESSION_KEY = "impersonating"
_THEIR_OWN = (
    "/accounts/email/",
    "/accounts/keys/",
    "/accounts/password/",
    "/accounts/profile/",
    "/accounts/reauthenticate/",
    "/accounts/security/",
    "/accounts/sessions/",
    "/accounts/social/",
    "/api/v1/keys/",
)
"""What is a person's alone. The admin is closed by itself: they are no staff."""


def begin_impersonation(request: HttpRequest, person: User) -> None:
    """From the next request on, pages are this person's. Raises NotAllowed."""
    asker = request.user
    if not isinstance(asker, User) or not asker.is_superuser:
        raise NotAllowed("not_allowed", _("Only a superuser may do that."))
    if person.is_staff or person.is_superuser or not person.is_active:
        raise NotAllowed("not_allowed", _("Nobody becomes one of the staff, or a closed account."))
    request.session[_SESSION_KEY] = [person.pk, (timezone.now() + LASTS).timestamp()]
    _record(request, asker, person, "impersonation began")


class ImpersonationMiddleware:
    """Lets `request.user` be the person and `request.impersonator` who it is in truth."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(_SESSION_KEY) if request.session.session_key else None
        if chosen is None or not isinstance(request.user, User):
            return self.get_response(request)
        person = User.objects.filter(pk=chosen[0], is_active=True, is_staff=False).first()
        is_over = timezone.now().timestamp() > chosen[1]
        if person is None or is_over or not request.user.is_superuser:
            del request.session[_SESSION_KEY]
            return self.get_response(request)
        if request.path.startswith(_THEIR_OWN):
            raise PermissionDenied
        request.impersonator = request.user  # type: ignore[attr-defined]
        request.user = person
        return self.get_response(request)


@require_POST
def end_impersonation(request: HttpRequest) -> HttpResponse:
    """Be oneself again."""
    asker = getattr(request, "impersonator", None)
    if asker is not None and isinstance(request.user, User):
        _record(request, asker, request.user, "impersonation ended")
    request.session.pop(_SESSION_KEY, None)
    return redirect("admin:index" if asker else "home")


def _record(request: HttpRequest, asker: User, person: User, act: str) -> None:
    """In the audit of each organisation in which the person works."""
    actor = {"user": asker.pk, "email": asker.email, "address": address_of(request)}
    AuditEntry.objects.bulk_create(
        AuditEntry(
            organization_id=membership.organization_id,
            action=AuditEntry.Action.ACT.value,
            subject="accounts.User",
            subject_id=str(person.pk),
            actor=actor,
            after={"act": act},
        )
        for membership in Membership.objects.filter(user=person)
    )
