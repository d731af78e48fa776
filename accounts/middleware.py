"""Which organisation a signed-in person is working in: `request.access`, or None."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
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


def access_for(request: HttpRequest) -> Access | None:
    """The access of the signed-in person in the organisation of their session.

    Falls back to their oldest membership; None for a stranger or a person without one.
    """
    user = request.user
    if not isinstance(user, User):
        return None
    memberships = Membership.objects.filter(user=user).select_related("organization", "user")
    chosen = memberships.filter(organization_id=request.session.get(SESSION_KEY)).first()
    membership = chosen or memberships.order_by("id").first()
    return access_of(membership) if membership else None
