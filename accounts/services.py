"""Changing accounts: each change is one function here, whoever asks."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.invitations import send_invitation
from accounts.models import Membership, Organization, User
from accounts.permissions import Role
from accounts.selectors import may_found_organizations
from lib.errors import DomainError, InvalidInput, NotAllowed, TooMany


class LastOwner(DomainError):
    """An organisation must keep one owner: nobody else could give the role again."""

    def __init__(self) -> None:
        super().__init__(
            "last_owner", _("An organisation needs an owner. Make another member owner first.")
        )


@transaction.atomic
def create_organization(
    *, owner: User, name: str, language: str, time_zone: str, default_country: str
) -> Membership:
    """A new organisation with its first owner.

    `time_zone` is an IANA name, `default_country` ISO alpha-2.
    """
    if not may_found_organizations(owner):
        raise NotAllowed("sign_up_closed", _("Only an administrator makes organisations here."))
    organization = Organization.objects.create(
        name=name.strip(), language=language, time_zone=time_zone, default_country=default_country
    )
    return Membership.objects.create(user=owner, organization=organization, role=Role.OWNER.value)


def update_organization(
    *, access: Access, name: str, language: str, time_zone: str, default_country: str
) -> Organization:
    """Change what an organisation is called, speaks, and where it is."""
    access.require("settings.edit")
    organization = access.organization
    organization.name = name.strip()
    organization.language = language
    organization.time_zone = time_zone
    organization.default_country = default_country
    organization.save(update_fields=["name", "language", "time_zone", "default_country"])
    return organization


def suspend_organization(*, organization: Organization, reason: str) -> None:
    """From now on it can only be read, and nobody is rung for it. By whoever runs the instance;
    one that is suspended already stays so since then."""
    Organization.objects.filter(pk=organization.pk, suspended_at=None).update(
        suspended_at=timezone.now(), suspended_reason=reason
    )


def end_suspension(*, organization: Organization) -> None:
    """It works again."""
    Organization.objects.filter(pk=organization.pk).update(suspended_at=None, suspended_reason="")


@transaction.atomic
def add_member(*, access: Access, email: str, role: Role) -> Membership:
    """Let a person work here and write to them. Somebody unknown so far gets a user without a
    password; the letter lets them choose one."""
    access.require("members.edit")
    _require_owner_for(access, role)
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email)
    membership, created = Membership.objects.get_or_create(
        user=user, organization=access.organization, defaults={"role": role.value}
    )
    if not created:
        message = _("This person is a member already.")
        raise InvalidInput("already_member", message, fields={"email": message})
    _require_room(access.organization)
    # A mail server that is away takes nothing back: "forgot your password?" leads in as well.
    transaction.on_commit(partial(send_invitation, membership), robust=True)
    return membership


@transaction.atomic
def change_role(*, access: Access, membership: Membership, role: Role) -> Membership:
    """Give a member another role."""
    access.require("members.edit")
    membership = _locked(access, membership)
    _require_owner_for(access, Role(membership.role), role)
    if role != Role.OWNER:
        _require_another_owner(membership)
    membership.role = role.value
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def remove_member(*, access: Access, membership: Membership) -> None:
    """End a membership. Anybody may end their own; an owner's only an owner."""
    membership = _locked(access, membership)
    if membership.user != access.user:
        access.require("members.edit")
        _require_owner_for(access, Role(membership.role))
    _require_another_owner(membership)
    membership.delete()


def update_profile(*, user: User, name: str, language: str) -> User:
    """Change a person's name and the language of their pages ("": as their organisation's)."""
    user.name = name.strip()
    user.language = language
    user.save(update_fields=["name", "language"])
    return user


def _locked(access: Access, membership: Membership) -> Membership:
    """The membership as it is now, while no other change of members can happen."""
    Organization.objects.select_for_update().get(pk=access.organization.pk)
    return Membership.objects.visible_to(access).select_related("user").get(pk=membership.pk)


def _require_room(organization: Organization) -> None:
    """Asked once the member is written, so that two at once don't both find the last place."""
    limit = Organization.objects.select_for_update().get(pk=organization.pk).max_members
    if limit is not None and organization.memberships.count() > limit:
        raise TooMany(
            "too_many_members", _("There are as many members as this organisation may have.")
        )


def _require_owner_for(access: Access, *roles: Role) -> None:
    if Role.OWNER in roles:
        access.require("owners.edit")


def _require_another_owner(membership: Membership) -> None:
    owners = Membership.objects.filter(
        organization=membership.organization_id, role=Role.OWNER.value, user__is_active=True
    )
    if membership.role == Role.OWNER and not owners.exclude(pk=membership.pk).exists():
        raise LastOwner
