"""Carrying what came of a call into its target: done, or again later. Pulled from rows, so a
crash between a call's end and this loses nothing."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from calls.aftermath import judge_silent_ends
from calls.lifecycle import TERMINAL, Status
from calls.models import Call, Outcome
from campaigns.ledger import State
from campaigns.models import Campaign, Priority, Promise, Target
from campaigns.news import tell_of_calls
from campaigns.poison import sift
from campaigns.retries import next_attempt
from campaigns.spending import count_spending
from campaigns.timetable import zone_of
from contacts.services import note_lead_results, note_results
from lib.clock import database_now
from lib.phone import zone_exists
from lib.prepared import fetch
from lib.seams import seam

BATCH = 500
_NOT_REACHED = frozenset(
    {Outcome.NO_ANSWER, Outcome.BUSY, Outcome.FAILED, Outcome.VOICEMAIL, Outcome.HUNG_UP}
)

_SAVE = """
    UPDATE campaigns_target AS target
    SET state = row.state, reason = row.reason, attempts = row.attempts, priority = row.priority,
        next_attempt_at = row.next_attempt_at, settled_at = row.settled_at, lease_until = NULL
    FROM unnest(
        %(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(attempts)s::smallint[],
        %(priorities)s::smallint[], %(next_attempts)s::timestamptz[], %(settled)s::timestamptz[]
    ) AS row (id, state, reason, attempts, priority, next_attempt_at, settled_at)
    WHERE target.id = row.id
    RETURNING target.id
"""


def settle_ended() -> set[int]:
    """Settle the targets whose calls are over; the campaigns that they are of.

    A target that breaks the code is set aside with its reason, and the others are settled.
    """
    judge_silent_ends()
    ended = Target.objects.filter(state=State.CALLING, call__status__in=sorted(TERMINAL))
    found = list(
        ended.exclude(call__outcome="").order_by("pk").values_list("pk", flat=True)[:BATCH]
    )
    return set(sift(found, _settle_those, _park)) if found else set()


@transaction.atomic
def _settle_those(found: Sequence[int]) -> set[int]:
    targets = list(
        Target.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .filter(pk__in=found, state=State.CALLING)
        .select_related("call", "contact")
        .order_by("pk")
    )
    campaigns = _locked_campaigns(targets)
    calls: dict[int, list[Call]] = {}
    for target in targets:
        assert target.call is not None
        _settle(target, target.call, campaigns[target.campaign_id])
        calls.setdefault(target.campaign_id, []).append(target.call)
    if targets:
        _save(targets)
    note_results(
        {
            target.contact_id: (target.call.outcome, target.call.ended_at or target.call.created_at)
            for target in targets
            if target.call is not None and target.call.outcome != Outcome.NOT_PLACED
        }
    )
    note_lead_results(
        {
            target.contact_id: [(target.call.outcome, campaigns[target.campaign_id].purpose)]
            for target in targets
            if target.call is not None
        }
    )
    for campaign, settled in calls.items():
        count_spending(campaigns[campaign], settled, now=database_now())
        made = [call for call in settled if call.outcome != Outcome.NOT_PLACED]
        tell_of_calls(made, campaigns[campaign])
    if targets:
        seam("during_settle")
    return set(calls)


def _save(targets: Sequence[Target]) -> None:
    values = {
        "ids": [target.pk for target in targets],
        "states": [str(target.state) for target in targets],
        "reasons": [str(target.reason) for target in targets],
        "attempts": [target.attempts for target in targets],
        "priorities": [int(target.priority) for target in targets],
        "next_attempts": [target.next_attempt_at for target in targets],
        "settled": [target.settled_at for target in targets],
    }
    fetch(_SAVE, values)


def _park(target: int) -> None:
    """Set aside a target whose settlement breaks."""
    Target.objects.filter(pk=target, state=State.CALLING).update(
        state=State.PARKED, reason="error", next_attempt_at=None, settled_at=database_now()
    )


def _locked_campaigns(targets: Iterable[Target]) -> dict[int, Campaign]:
    """Locked, so that nobody is put back to wait in a campaign that is just being canceled."""
    wanted = {target.campaign_id for target in targets}
    locked = Campaign.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    return locked.select_related("organization").in_bulk(wanted)


def _settle(target: Target, call: Call, campaign: Campaign) -> None:
    now = database_now()
    if target.priority == Priority.PROMISED and call.outcome != Outcome.NOT_PLACED:
        _keep_promise(target, call)
    if call.outcome == Outcome.NOT_PLACED:
        _settle_unplaced(target, call, campaign, now)
    elif call.outcome == Outcome.CALLBACK and call.callback_at:
        target.attempts += 1
        _promise(target, call, call.callback_at)
    else:
        target.attempts += 1
        _settle_by_policy(target, call.outcome, campaign, now)
    if target.state is State.WAITING and campaign.status == Campaign.Status.CANCELED:
        finish(target, State.CANCELED, reason="campaign_canceled", now=now)


def _promise(target: Target, call: Call, at: dt.datetime) -> None:
    """The time that was agreed on becomes the target's own, before all who are merely due."""
    Promise.objects.get_or_create(made_on=call, defaults={"target": target, "promised_at": at})
    wait(target, reason="callback", at=at)
    target.priority = Priority.PROMISED


def _keep_promise(target: Target, call: Call) -> None:
    """This call is the one that was promised."""
    open_ones = Promise.objects.filter(target=target, kept_by=None).exclude(made_on=call)
    open_ones.update(kept_by=call, called_at=call.sent_at)
    target.priority = Priority.USUAL


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
    retry = next_attempt(
        campaign.retry_policy,
        outcome=outcome,
        attempts=target.attempts,
        now=now,
        zone=_zone(target, campaign),
    )
    if retry is not None:
        wait(target, reason=retry.reason, at=retry.at)
        return
    state = State.EXHAUSTED if outcome in _NOT_REACHED else State.DONE
    finish(target, state, reason=outcome, now=now)


def _zone(target: Target, campaign: Campaign) -> str:
    own = target.contact.time_zone
    return own if zone_exists(own) else zone_of(campaign)


def wait(target: Target, *, reason: str, at: dt.datetime) -> None:
    """To be called again, not before `at`. The caller saves."""
    target.state, target.reason, target.next_attempt_at = State.WAITING, reason, at
    target.lease_until = None


def finish(target: Target, state: State, *, reason: str, now: dt.datetime) -> None:
    """Nothing more will happen to it by itself. The caller saves."""
    target.state, target.reason = state, reason
    target.next_attempt_at, target.settled_at, target.lease_until = None, now, None
