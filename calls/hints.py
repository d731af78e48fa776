"""What somebody who reads along tells a call's agent, which the person does not hear; and handing
the person over to a human.

Both are events of the call. The process that holds the line hears of them through Redis at once; a
call that is held by webhooks reads them with its next turn.
"""

import json

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from calls.lifecycle import Status
from calls.line import TRANSFER, note_line
from calls.models import Call
from conversations.versions import agent_for_call
from lib.errors import DomainError, InvalidInput
from lib.live import ORDERS, publish, tell
from lib.tokens import new_token

LONGEST = 500
HINT = "hint"
_SOURCE = "page"


@transaction.atomic
def give_hint(*, access: Access, call: Call, text: str) -> None:
    """Have the agent follow this from its next sentence on."""
    access.require("calls.place")
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise InvalidInput("hint_invalid", _("Between one and five hundred characters."))
    _require_talking(call)
    call.events.create(
        source=_SOURCE,
        key=f"{HINT}:{new_token()}",
        data={"text": text, "by": str(access.user or "")},
    )
    tell(call.organization_id, "call", id=call.pk, status=call.status)
    _order(call, hint=text)


@transaction.atomic
def take_over(*, access: Access, call: Call) -> None:
    """Have the agent put the person through to its people now."""
    access.require("calls.place")
    _require_talking(call)
    if not agent_for_call(call.agent, call.context.get("agent_version")).transfer_to:
        raise DomainError(
            "no_transfer_number",
            _("This agent has no number to put people through to: give it one first."),
        )
    note_line(call_id=call.pk, key=TRANSFER, reason=str(access.user or ""))
    _order(call, transfer=True)


def hints_of(call: Call) -> list[str]:
    """What the agent was told on this call, in order."""
    events = call.events.filter(source=_SOURCE, key__startswith=f"{HINT}:").order_by("pk")
    return [event.data["text"] for event in events]


def _require_talking(call: Call) -> None:
    if call.state is not Status.IN_PROGRESS:
        raise DomainError("call_not_talking", _("Nobody is talking on this call."))


def _order(call: Call, **order: object) -> None:
    message = json.dumps({"token": call.token, **order})
    transaction.on_commit(lambda: publish(ORDERS, message))
