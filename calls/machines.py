"""What the provider says of who answered, and what is done about a machine."""

import logging

from django.db import IntegrityError, transaction

from calls import trunks
from calls.handling import OnMachine
from calls.lifecycle import TERMINAL
from calls.models import Call, CallEvent, Outcome
from calls.services import conclude, tell_of
from lib.clock import database_now
from lib.errors import NotFound
from providers.errors import ProviderError

logger = logging.getLogger(__name__)

_SOURCE = "amd"
_MACHINES = ("machine", "fax")


def take_verdict(*, token: str, answered_by: str) -> None:
    """Keep who answered, and act on a machine as the call's handling says, once.

    `unknown` proves neither: the agent goes on talking. NotFound for a token that is none of ours.
    """
    call = _learn(token, answered_by)
    if call is None or not answered_by.startswith(_MACHINES) or call.state in TERMINAL:
        return
    try:
        _act(call, is_fax=answered_by == "fax")
    except ProviderError:
        logger.warning("machine_not_handled", extra={"call": call.pk})


@transaction.atomic
def _learn(token: str, answered_by: str) -> Call | None:
    """The call; None where this was known already."""
    call = Call.objects.select_for_update(no_key=True).filter(token=token).first()
    if call is None:
        raise NotFound("call_unknown", "There is no such call.")
    event = CallEvent(
        call=call, source=_SOURCE, key=_SOURCE, occurred_at=database_now(),
        data={"answered_by": answered_by},
    )  # fmt: skip
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        return None
    call.answered_by = answered_by
    call.save(update_fields=["answered_by"])
    tell_of(call)
    return call


def _act(call: Call, *, is_fax: bool) -> None:
    if call.on_machine == OnMachine.TALK:
        return
    conclude(call_id=call.pk, outcome=Outcome.VOICEMAIL)
    telephony = trunks.open_for(call.trunk)
    if call.on_machine == OnMachine.MESSAGE and not is_fax:
        telephony.redirect(call.provider_id, trunks.addresses_of(call.trunk).voicemail(call.token))
    else:
        telephony.hang_up(call.provider_id)
