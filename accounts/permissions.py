"""Who may do what: one table, asked in one place (`accounts.access.Access.require`)."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a member is to an organisation, strongest first."""

    OWNER = "owner"
    ADMIN = "admin"
    OPERATOR = "operator"
    VIEWER = "viewer"


ROLE_LABELS = {
    Role.OWNER: _("Owner"),
    Role.ADMIN: _("Admin"),
    Role.OPERATOR: _("Operator"),
    Role.VIEWER: _("Viewer"),
}

_VIEWER = frozenset(
    {"contacts.view", "agents.view", "campaigns.view", "calls.view", "reports.view"}
)
_OPERATOR = _VIEWER | {
    "contacts.edit",
    "contacts.import",
    "contacts.export",
    "campaigns.edit",
    "campaigns.run",
    "calls.listen",
    "calls.place",
    "reports.export",
}
_ADMIN = _OPERATOR | {
    "contacts.delete",
    "agents.edit",
    "campaigns.delete",
    "members.view",
    "members.edit",
    "settings.edit",
    "keys.edit",
    "credentials.edit",
    "webhooks.view",
    "webhooks.edit",
    "audit.view",
}
_OWNER = _ADMIN | {"organization.delete", "owners.edit"}

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.VIEWER: _VIEWER,
    Role.OPERATOR: _OPERATOR,
    Role.ADMIN: _ADMIN,
    Role.OWNER: _OWNER,
}

ANYONE = "anyone"
"""What a view needs that asks for no permission: signing in, for one."""

EVERY_PERMISSION = PERMISSIONS[Role.OWNER]
