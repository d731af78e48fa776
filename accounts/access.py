"""Who is asking: the one value through which everything is read and every permission checked."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organization, User
from accounts.permissions import PERMISSIONS, Role
from lib.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Access:
    """A person (or key) at work in one organisation.

    Selectors take it (`Contact.objects.visible_to(access)`), views and services ask it
    (`access.require("contacts.edit")`).
    """

    organization: Organization
    user: User | None
    permissions: frozenset[str] = field(repr=False)

    def allows(self, permission: str) -> bool:
        """Whether this permission was granted."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise NotAllowed unless the permission was granted."""
        if permission in self.permissions:
            return
        if self.organization.suspended_at is not None:
            raise NotAllowed(
                "organization_suspended", _("This organisation is suspended: it can only be read.")
            )
        raise NotAllowed("not_allowed", _("Your role does not allow this."))


def access_of(membership: Membership) -> Access:
    """What a member may do in their organisation."""
    return access_as(membership.organization, Role(membership.role), membership.user)


def access_as(organization: Organization, role: Role, user: User | None = None) -> Access:
    """What somebody with this role may do there; in a suspended organisation, only look."""
    permissions = PERMISSIONS[role]
    if organization.suspended_at is not None:
        permissions = frozenset(each for each in permissions if each.endswith(".view"))
    return Access(organization=organization, user=user, permissions=permissions)
