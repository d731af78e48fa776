"""The dialer's tick: settle what ended, free what was stranded, and place what is due.

Any number of dialers may tick at once. Each step is a claim by compare-and-set, so a tick that
dies at any point leaves rows from which the next one goes on.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Sequence

from django.db import transaction

from calls import outbound
from calls.models import Trunk
from calls.order import Order
from calls.outbound import Planned
from calls.pace import take_slots
from calls.reconcile import sweep_leases
from calls.trunks import trunk_for
from campaigns.claims import claim_due, give_back, sweep_claims
from campaigns.ledger import IN_HAND, State
from campaigns.models import Attempt, Campaign, Target
from campaigns.services import close_finished, start_scheduled
from campaigns.settlement import finish, settle_ended, wait
from contacts.policy import Verdict
from lib.clock import database_now
from lib.errors import DomainError
from lib.live import tell
from lib.seams import seam

logger = logging.getLogger(__name__)

ASK_AGAIN = dt.timedelta(hours=1)
"""After a no of the gate's that names no time."""

FINAL = frozenset({"suppressed", "country_not_allowed", "number_kind", "not_rehearsal"})
"""The gate's no for these will not become a yes by waiting."""


def tick() -> int:
    """One round over all campaigns; how many calls were placed."""
    now = database_now()
    sweep_claims(now=now)
    sweep_leases()
    seam("before_settle")
    settle_ended()
    seam("after_settle")
    start_scheduled(now=now)
    placed = sum(dial_campaign(campaign) for campaign in _running())
    close_finished(now=now)
    return placed


def _running() -> Iterable[Campaign]:
    """Those that were served longest ago first: a campaign of a million starves nobody."""
    running = Campaign.objects.filter(status=Campaign.Status.RUNNING)
    return running.select_related("organization", "agent", "trunk").order_by("next_slot_at", "pk")


def dial_campaign(campaign: Campaign) -> int:
    """Place the calls of one campaign that are due and for which there is room."""
    try:
        trunk = trunk_for(campaign.organization)
    except DomainError:
        logger.warning("campaign without a provider", extra={"campaign": campaign.pk})
        return 0
    wanted = _room_for(campaign, trunk)
    seam("before_claim")
    targets = claim_due(campaign=campaign, limit=wanted, now=database_now()) if wanted else []
    if not targets:
        return 0
    seam("after_claim")
    planned = _write_intents(campaign, trunk, targets)
    seam("after_intent")
    ready = outbound.begin_sending(trunk=trunk, planned=planned)
    seam("after_sending_mark")
    answers = outbound.send(trunk=trunk, planned=ready)
    seam("before_record")
    outbound.record(ready, answers)
    seam("after_record")
    tell(campaign.organization_id, "campaign", id=campaign.pk, status=campaign.status)
    return len(ready)


def _room_for(campaign: Campaign, trunk: Trunk) -> int:
    """How many targets to claim: the tighter of the campaign's limits and the trunk's."""
    now = database_now()
    in_hand = Target.objects.filter(campaign=campaign, state__in=IN_HAND).count()
    free = max(0, campaign.max_concurrent - in_hand)
    slots, _next = take_slots(
        campaign.next_slot_at, rate=campaign.calls_per_second, wanted=free, now=now
    )
    return min(len(slots), outbound.room_on(trunk, now=now))


@transaction.atomic
def _write_intents(campaign: Campaign, trunk: Trunk, targets: Sequence[Target]) -> list[Planned]:
    """The calls and what points at them, in one transaction: a target never loses its call."""
    held = _still_held(targets)
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.status != Campaign.Status.RUNNING:
        _leave(campaign, held)
        return []
    results = outbound.intend(trunk=trunk, orders=[_order(campaign, target) for target in held])
    planned: list[Planned] = []
    for target, result in zip(held, results, strict=True):
        if isinstance(result, Planned):
            planned.append(result)
            target.call = result.call
            target.state, target.reason = State.CALLING, "calling"
            target.lease_until = None
            target.save(update_fields=["call", "state", "reason", "lease_until"])
        elif result is None:
            give_back([target], reason=target.reason, at=database_now())
        else:
            _deny(target, result)
    Attempt.objects.bulk_create(
        Attempt(campaign=campaign, target=target, call=target.call)
        for target in held
        if target.state is State.CALLING
    )
    _slots, campaign.next_slot_at = take_slots(
        campaign.next_slot_at,
        rate=campaign.calls_per_second,
        wanted=len(planned),
        now=database_now(),
    )
    campaign.save(update_fields=["next_slot_at"])
    return planned


def _leave(campaign: Campaign, held: Sequence[Target]) -> None:
    """The campaign was stopped after the claim: those held go where its others went."""
    if campaign.status == Campaign.Status.PAUSED:
        give_back(held, reason="released", at=database_now())
        return
    for target in held:
        finish(target, State.CANCELED, reason="campaign_canceled", now=database_now())
        target.save()


def _still_held(targets: Sequence[Target]) -> list[Target]:
    """Those whose claim is still ours, locked."""
    fences = {target.pk: target.fence for target in targets}
    locked = (
        Target.objects.select_for_update(of=("self",))
        .select_related("contact")
        .filter(pk__in=fences, state=State.CLAIMED)
        .order_by("pk")
    )
    return [target for target in locked if target.fence == fences[target.pk]]


def _order(campaign: Campaign, target: Target) -> Order:
    return Order(
        organization=campaign.organization,
        contact=target.contact,
        agent=campaign.agent,
        windows=campaign.windows,
        context={"purpose": campaign.purpose, "campaign": campaign.name},
    )


def _deny(target: Target, verdict: Verdict) -> None:
    """Write the gate's no: for good, or until the time that it names."""
    now = database_now()
    if verdict.reason in FINAL:
        finish(target, State.SKIPPED, reason=verdict.reason, now=now)
    else:
        wait(target, reason=verdict.reason, at=verdict.next_time or now + ASK_AGAIN)
    target.save()
