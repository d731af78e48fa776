"""From a claim to a call that is written down: the calls and what points at them, in one
transaction, so that a target never loses its call."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from calls import outbound
from calls.handling import Handling
from calls.models import Trunk
from calls.order import Order
from calls.pace import take_slots
from calls.sender import Planned
from campaigns.claims import Claim, give_back, held
from campaigns.ledger import State
from campaigns.models import Campaign, Target
from campaigns.poison import sift
from campaigns.timetable import windows_for_people
from contacts.policy import Verdict
from contacts.selectors import extensions_of
from lib.clock import database_now
from lib.prepared import fetch

ASK_AGAIN = dt.timedelta(hours=1)
"""After a no of the gate's that names no time."""

FINAL = frozenset({"suppressed", "country_not_allowed", "number_kind", "not_rehearsal"})
"""The gate's no for these will not become a yes by waiting."""

_POINT = """
    WITH pair AS (
        SELECT * FROM unnest(%(targets)s::bigint[], %(calls)s::bigint[]) AS pair (target, call)
    ), pointed AS (
        UPDATE campaigns_target AS target
        SET state = 'calling', reason = 'calling', lease_until = NULL, call_id = pair.call
        FROM pair WHERE target.id = pair.target
    )
    INSERT INTO campaigns_attempt (call_id, campaign_id, target_id)
    SELECT pair.call, %(campaign)s::bigint, pair.target FROM pair
    RETURNING call_id
"""


def plan(campaign: Campaign, trunk: Trunk, claims: Sequence[Claim]) -> list[Planned]:
    """Write the calls to these targets that the gate allows and for which there is room.

    A target that breaks the code is set aside with its reason, and the others go on.
    """
    return sift(claims, lambda some: _write(campaign, trunk, some), _park)


@transaction.atomic
def _write(campaign: Campaign, trunk: Trunk, claims: Sequence[Claim]) -> list[Planned]:
    ours = held(claims)
    campaign = _locked(campaign)
    if campaign.status != Campaign.Status.RUNNING:
        _leave(campaign, ours)
        return []
    results = outbound.intend(trunk=trunk, orders=orders_of(campaign, ours))
    planned: list[tuple[int, Planned]] = []
    denied: dict[Verdict, list[int]] = defaultdict(list)
    left_over: list[Claim] = []
    for claim, result in zip(ours, results, strict=True):
        if isinstance(result, Planned):
            planned.append((claim.pk, result))
        elif isinstance(result, Verdict):
            denied[result].append(claim.pk)
        else:
            left_over.append(claim)
    _point(campaign, planned)
    for verdict, those in denied.items():
        _deny(those, verdict)
    give_back(left_over)
    return [result for _target, result in planned]


def _locked(campaign: Campaign) -> Campaign:
    chosen = Campaign.objects.select_related("organization", "agent", "agent_version")
    return chosen.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)


def orders_of(campaign: Campaign, claims: Sequence[Claim]) -> list[Order]:
    """The calls that a campaign wants placed to those who were claimed, in order."""
    version = campaign.agent_version
    context = {
        "purpose": campaign.purpose,
        "campaign": campaign.name,
        "agent_version": version.number if version else None,
        "extract": campaign.extract,
        "recorded": campaign.recorded,
    }
    extensions = extensions_of([claim.callee.contact for claim in claims])
    windows = windows_for_people(campaign)
    handling = Handling(on_machine=campaign.on_machine, line=campaign.line)
    return [
        Order(
            organization=campaign.organization,
            callee=claim.callee,
            agent=campaign.agent,
            windows=windows,
            context=context | _behind(extensions.get(claim.callee.contact)),
            handling=handling,
        )
        for claim in claims
    ]


def _behind(extension: str | None) -> dict[str, str]:
    return {"extension": extension} if extension else {}


def _point(campaign: Campaign, planned: Sequence[tuple[int, Planned]]) -> None:
    """Let the targets point at their calls, and count the calls against the campaign's pace."""
    values = {
        "campaign": campaign.pk,
        "targets": [target for target, _result in planned],
        "calls": [result.call.pk for _target, result in planned],
    }
    fetch(_POINT, values)
    _slots, campaign.next_slot_at = take_slots(
        campaign.next_slot_at,
        rate=campaign.calls_per_second,
        wanted=len(planned),
        now=database_now(),
    )
    campaign.save(update_fields=["next_slot_at"])


def _deny(targets: Sequence[int], verdict: Verdict) -> None:
    """Write the gate's no: for good, or until the time that it names."""
    now = database_now()
    rows = Target.objects.filter(pk__in=targets)
    if verdict.reason in FINAL:
        rows.update(
            state=State.SKIPPED,
            reason=verdict.reason,
            next_attempt_at=None,
            settled_at=now,
            lease_until=None,
        )
    else:
        rows.update(
            state=State.WAITING,
            reason=verdict.reason,
            next_attempt_at=verdict.next_time or now + ASK_AGAIN,
            lease_until=None,
        )


def _leave(campaign: Campaign, claims: Sequence[Claim]) -> None:
    """The campaign was stopped after the claim: those held go where its others went."""
    if campaign.status == Campaign.Status.PAUSED:
        give_back(claims, reason="released")
        return
    Target.objects.filter(pk__in=[claim.pk for claim in claims]).update(
        state=State.CANCELED,
        reason="campaign_canceled",
        next_attempt_at=None,
        settled_at=database_now(),
        lease_until=None,
    )


def _park(claim: Claim) -> None:
    Target.objects.filter(pk=claim.pk, fence=claim.fence, state=State.CLAIMED).update(
        state=State.PARKED,
        reason="error",
        next_attempt_at=None,
        settled_at=database_now(),
        lease_until=None,
    )
