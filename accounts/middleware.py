"""Which organisation a signed-in person is working in (`request.access`, or None), and in whose
language and time zone pages speak to them."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from accounts.access import Access, access_of
from accounts.models import Membership, User

SESSION_KEY = "organization"


class AccessMiddleware:
    """Sets `request.access` lazily: a webhook costs no query for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: access_for(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class PreferencesMiddleware:
    """Speaks the person's language, else their organisation's, in the organisation's time zone.

    Strangers keep what Django's LocaleMiddleware found: their cookie's, else their browser's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(
            request.user, User
        ):
            return self.get_response(request)
        organization = request.access.organization if request.access else None  # type: ignore[attr-defined]
        language = request.user.language or (organization.language if organization else "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        with timezone.override(organization.time_zone if organization else None):
            return self.get_response(request)


def access_for(request: HttpRequest) -> Access | None:
    """The access of the signed-in person in the organisation of their session.

    Falls back to their oldest membership; None for a stranger or a person without one.
    """
    user = request.user
    if not isinstance(user, User):
        return None
    memberships = Membership.objects.filter(user=user).select_related("organization", "user")
    chosen = memberships.filter(organization_id=request.session.get(SESSION_KEY, 0)).first()
    membership = chosen or memberships.order_by("id").first()
    return access_of(membership) if membership else None
