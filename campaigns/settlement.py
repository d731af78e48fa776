"""Carrying what came of a call into its target: done, or again later. Pulled from rows, so a
crash between a call's end and this loses nothing."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from calls.aftermath import judge_silent_ends
from calls.lifecycle import TERMINAL, Status
from calls.models import Call, Outcome
from campaigns.ledger import State
from campaigns.models import Campaign, Target
from campaigns.retries import next_attempt
from lib.clock import database_now
from lib.seams import seam

BATCH = 500
CALLBACK_PRIORITY = 100
_NOT_REACHED = frozenset(
    {Outcome.NO_ANSWER, Outcome.BUSY, Outcome.FAILED, Outcome.VOICEMAIL, Outcome.HUNG_UP}
)


def settle_ended() -> int:
    """Settle the targets whose calls are over; how many."""
    judge_silent_ends()
    with transaction.atomic():
        ended = (
            Target.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(state=State.CALLING, call__status__in=sorted(TERMINAL))
            .exclude(call__outcome="")
            .select_related("call")
            .order_by("pk")[:BATCH]
        )
        campaigns = _locked_campaigns(ended)
        for target in ended:
            assert target.call is not None
            _settle(target, target.call, campaigns[target.campaign_id])
        if ended:
            seam("during_settle")
    return len(ended)


def _locked_campaigns(targets: Iterable[Target]) -> dict[int, Campaign]:
    """Locked, so that nobody is put back to wait in a campaign that is just being canceled."""
    wanted = {target.campaign_id for target in targets}
    return Campaign.objects.select_for_update().order_by("pk").in_bulk(wanted)


def _settle(target: Target, call: Call, campaign: Campaign) -> None:
    now = database_now()
    if call.outcome == Outcome.NOT_PLACED:
        _settle_unplaced(target, call, campaign, now)
    elif call.outcome == Outcome.CALLBACK and call.callback_at:
        target.attempts += 1
        wait(target, reason="callback", at=call.callback_at)
        target.priority = CALLBACK_PRIORITY
    else:
        target.attempts += 1
        _settle_by_policy(target, call.outcome, campaign, now)
    if target.state is State.WAITING and campaign.status == Campaign.Status.CANCELED:
        finish(target, State.CANCELED, reason="campaign_canceled", now=now)
    target.save()


def _settle_unplaced(target: Target, call: Call, campaign: Campaign, now: dt.datetime) -> None:
    """Nobody was rung: it counts as no attempt, unless the provider simply refuses the number."""
    if call.state is Status.EXPIRED:
        target.attempts += 1
        _settle_by_policy(target, Outcome.FAILED, campaign, now)
    elif call.retry_at is not None:
        denied = str(call.gate.get("denied", ""))
        refused = "provider_busy" if call.state is Status.REFUSED else "released"
        wait(target, reason=denied or refused, at=call.retry_at)
    else:
        reason = "provider_refused" if call.state is Status.REFUSED else call.error_code
        finish(target, State.SKIPPED, reason=reason, now=now)


def _settle_by_policy(target: Target, outcome: str, campaign: Campaign, now: dt.datetime) -> None:
    retry = next_attempt(campaign.retry_policy, outcome=outcome, attempts=target.attempts, now=now)
    if retry is not None:
        wait(target, reason=retry.reason, at=retry.at)
        return
    state = State.EXHAUSTED if outcome in _NOT_REACHED else State.DONE
    finish(target, state, reason=outcome, now=now)


def wait(target: Target, *, reason: str, at: dt.datetime) -> None:
    """To be called again, not before `at`. The caller saves."""
    target.state, target.reason, target.next_attempt_at = State.WAITING, reason, at
    target.lease_until = None


def finish(target: Target, state: State, *, reason: str, now: dt.datetime) -> None:
    """Nothing more will happen to it by itself. The caller saves."""
    target.state, target.reason = state, reason
    target.next_attempt_at, target.settled_at, target.lease_until = None, now, None
