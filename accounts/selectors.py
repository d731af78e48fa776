"""Reading accounts."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models import Membership, Organization, User
from lib.errors import NotFound


def members_of(access: Access) -> QuerySet[Membership]:
    """Everybody of the organisation, its first member first."""
    access.require("members.view")
    return Membership.objects.visible_to(access).select_related("user").order_by("id")


def find_member(access: Access, membership_id: int) -> Membership:
    """One membership of the organisation, or NotFound."""
    membership = members_of(access).filter(pk=membership_id).first()
    if membership is None:
        raise NotFound("member_not_found", _("There is no such member."))
    return membership


def memberships_of(user: User) -> QuerySet[Membership]:
    """What a person is, and where: one row for each of their organisations, by name."""
    memberships = Membership.objects.filter(user=user).select_related("organization")
    return memberships.order_by("organization__name", "id")


def find_own_membership(user: User, organization_id: int) -> Membership:
    """A person's own membership of an organisation, or NotFound."""
    membership = memberships_of(user).filter(organization_id=organization_id).first()
    if membership is None:
        raise NotFound("organization_not_found", _("You do not work in this organisation."))
    return membership


def may_found_organizations(user: User | None) -> bool:
    """Whether this person (None: a stranger) may make an organisation of their own.

    Whoever has one makes real phones ring at the owner's cost. So an instance that is not open
    for sign-up lets in its first person only, and after that whoever administers it.
    """
    administers = user is not None and user.is_superuser
    return settings.SIGNUP_OPEN or administers or not Organization.objects.exists()
