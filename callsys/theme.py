"""How the admin looks: the paper, ink and blue of the pages."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

PAPER = {
    "50": "#faf8f3",
    "100": "#f2eee5",
    "200": "#e5dfd2",
    "300": "#cfc8b8",
    "400": "#a39d8f",
    "500": "#6f6c66",
    "600": "#565a67",
    "700": "#3a3f4d",
    "800": "#232733",
    "900": "#1a1d27",
    "950": "#12141b",
}
BLUE = {
    "50": "#f1f4fd",
    "100": "#e8ecfa",
    "200": "#ccd6f7",
    "300": "#b4c5ff",
    "400": "#93abff",
    "500": "#4a6ae0",
    "600": "#2545b8",
    "700": "#1a3391",
    "800": "#182c74",
    "900": "#16265c",
    "950": "#0e1533",
}


def mark(request: HttpRequest) -> str:
    """Our mark, as a picture."""
    del request
    return static("callsys/favicon.svg")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Callsys",
    "SITE_HEADER": "Callsys",
    "SITE_SUBHEADER": _("Administration"),
    "SITE_URL": reverse_lazy("home"),
    "SITE_ICON": mark,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": mark}],
    "BORDER_RADIUS": "10px",
    "SHOW_LANGUAGES": False,
    "COLORS": {"base": PAPER, "primary": BLUE},
    "DASHBOARD_CALLBACK": "callsys.dashboard.dashboard",
    "SIDEBAR": {"show_search": True, "show_all_applications": False},
}
