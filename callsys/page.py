"""What every page's template may use."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

THEME_COOKIE = "theme"
THEMES = {"light": _("Light"), "dark": _("Dark"), "": _("As the system")}


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the navigation. `name` is its URL namespace; its icon bears `icon`."""

    name: str
    label: Promise
    icon: str
    permission: str

    @property
    def url_name(self) -> str:
        """Where its first page is."""
        return f"{self.name}:list"


SECTIONS = (
    Section("operations", _("Live"), "live", "calls.view"),
    Section("campaigns", _("Campaigns"), "campaigns", "campaigns.view"),
    Section("contacts", _("Contacts"), "contacts", "contacts.view"),
    Section("conversations", _("Agents"), "agents", "agents.view"),
    Section("calls", _("Calls"), "calls", "calls.view"),
    Section("reports", _("Reports"), "reports", "reports.view"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """The one who asks, where they are, how they like it, and where live messages come from."""
    match = request.resolver_match
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "access": getattr(request, "access", None),
        "live_url": settings.LIVE_URL,
        "signup_open": settings.SIGNUP_OPEN,
        "sign_in_with": settings.SIGN_IN_WITH,
        "sections": SECTIONS,
        "section": match.namespace if match else "",
        "theme": theme if theme in THEMES else "",
        "themes": THEMES,
    }
