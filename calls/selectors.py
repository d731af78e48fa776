"""Reading calls."""

from django.utils.translation import gettext_lazy as _

from calls.models import Call
from conversations.models import Analysis
from lib.errors import NotFound


def call_for_line(token: str) -> Call:
    """The call that bears a token, with all that a live line needs of it. NotFound for none."""
    call = (
        Call.objects.select_related("organization", "contact", "agent", "trunk")
        .filter(token=token)
        .first()
    )
    if call is None:
        raise NotFound("call_unknown", _("There is no such call."))
    return call


def findings_of(call: Call) -> Analysis | None:
    """What was found of a call, if it was looked at already."""
    return Analysis.objects.filter(scope=f"call:{call.pk}").first()
