"""Reading calls."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from calls.models import Call
from conversations.models import Analysis
from conversations.versions import agent_for_call
from lib.errors import NotFound


def call_for_line(token: str) -> Call:
    """The call that bears a token, with all that a live line needs of it. NotFound for none."""
    call = (
        Call.objects.select_related("organization", "contact", "agent__published", "trunk")
        .filter(token=token)
        .first()
    )
    if call is None:
        raise NotFound("call_unknown", _("There is no such call."))
    call.agent.organization = call.organization  # an agent calls for its own
    return call


def mode_of(call: Call) -> str:
    """How the call is to be held: one of `Agent.VoiceMode`."""
    version = call.context.get("agent_version")
    return call.line or agent_for_call(call.agent, version).voice_mode


def findings_by_call(call_ids: Iterable[int | None]) -> dict[int | None, Analysis]:
    """Call → what was found of it, for those that were looked at."""
    scopes = {f"call:{call_id}": call_id for call_id in call_ids if call_id is not None}
    found = Analysis.objects.filter(scope__in=scopes)
    return {scopes[each.scope]: each for each in found}


def findings_of(call: Call) -> Analysis | None:
    """What was found of a call, if it was looked at already."""
    return Analysis.objects.filter(scope=f"call:{call.pk}").first()
