"""The dialer's tick: settle what ended, free what was stranded, and place what is due.

Any number of dialers may tick at once. Each step is a claim by compare-and-set, so a tick that
dies at any point leaves rows from which the next one goes on.
"""

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Organization
from calls import breaker, outbound
from calls.duty import Duty
from calls.models import Trunk
from calls.pace import take_slots
from calls.reconcile import sweep_leases
from calls.sender import Planned, Sender
from calls.trunks import trunk_for
from campaigns.braking import apply_brakes, resume_due
from campaigns.claims import Queue, sweep_claims
from campaigns.fairness import Wish, share
from campaigns.intents import plan
from campaigns.ledger import DIALABLE, IN_HAND
from campaigns.models import Campaign, EmergencyStop, Priority, Target
from campaigns.services import close_finished, start_scheduled
from campaigns.settlement import settle_ended
from campaigns.spending import minutes_left
from campaigns.timetable import is_calling_time
from lib.clock import database_now
from lib.errors import DomainError
from lib.live import tell
from lib.seams import seam
from lib.tokens import new_token

logger = logging.getLogger(__name__)

BREATH = 0.1
"""Seconds between two waves of one tick."""

MOST_CLAIMED = 400
"""Targets of one campaign that one wave looks at, when the gate says no to those before them."""


_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


def tick(*, seconds: float = 0.0) -> int:
    """One round over all campaigns, then waves of calls for so long; how many were placed."""
    now = database_now()
    sweep_claims(now=now)
    sweep_leases()
    seam("before_settle")
    settled = settle_ended()
    seam("after_settle")
    apply_brakes(settled)
    breaker.judge_trunks(now=now)
    resume_due(now=now)
    start_scheduled(now=now)
    placed = _dial(seconds)
    close_finished(now=database_now())
    return placed


def _dial(seconds: float) -> int:
    end, placed, dialer = time.monotonic() + seconds, 0, new_token()
    duties: dict[int, Duty] = {}
    senders: dict[int, Sender] = {}
    queues: dict[int, Queue] = {}
    with contextlib.ExitStack() as leaving:
        while True:
            for trunk in _trunks():
                if trunk.pk not in duties:
                    duties[trunk.pk] = Duty(trunk, dialer)
                    leaving.callback(duties[trunk.pk].end)
                if sender := duties[trunk.pk].renew():
                    senders[trunk.pk] = sender
                    placed += _wave(trunk, sender, queues)
            if time.monotonic() >= end:
                break
            _record(senders.values(), wait=BREATH)
    _record(senders.values(), wait=0)
    return placed


def _record(senders: Collection[Sender], *, wait: float) -> None:
    """Write down what has come in, after waiting for something."""
    if not senders:
        time.sleep(wait)
    for sender in senders:
        answered = sender.answers(wait=wait / len(senders))
        if answered:
            seam("before_record")
            outbound.record(answered)
            seam("after_record")


def _trunks() -> list[Trunk]:
    """Those through which somebody wants to call now."""
    due = _due(database_now())
    trunks: dict[int, Trunk] = {}
    for organization in Organization.objects.filter(campaigns__in=due).distinct():
        try:
            trunk = trunk_for(organization)
        except DomainError:
            logger.warning("no provider", extra={"organization": organization.pk})
        else:
            trunks[trunk.pk] = trunk
    return list(trunks.values())


def _due(now: dt.datetime) -> QuerySet[Campaign]:
    """The campaigns in which somebody's time has come."""
    waiting = Target.objects.filter(
        campaign=OuterRef("pk"), state__in=DIALABLE, next_attempt_at__lte=now
    )
    usual, promised = (Exists(waiting.filter(priority=priority)) for priority in Priority)
    running = Campaign.objects.filter(usual | promised, status=Campaign.Status.RUNNING)
    stopped = EmergencyStop.objects.filter(lifted_at=None)
    return running.filter(
        ~Exists(stopped),
        Q(ends_at=None) | Q(ends_at__gt=now),
        organization__calling_limits__stopped_at=None,
    )


def _wave(trunk: Trunk, sender: Sender, queues: dict[int, Queue]) -> int:
    """Place the calls for which there is room on a trunk now; how many. `queues`, by campaign, are
    kept from one wave to the next."""
    now = database_now()
    room = min(sender.room, outbound.room_on(trunk, now=now))
    if not room:
        return 0
    seam("before_claim")
    campaigns = {campaign.pk: campaign for campaign in _in_turn(trunk, now)}
    planned: list[Planned] = []
    for pk, calls in share(_wishes(campaigns.values(), now), room=room).items():
        if calls:
            queue = queues.setdefault(pk, Queue(campaigns[pk]))
            planned += _place(campaigns[pk], trunk, queue, calls)
    if not planned:
        return 0
    seam("after_intent")
    ready = outbound.begin_sending(trunk=trunk, planned=planned)
    seam("after_sending_mark")
    sender.submit(ready, now=database_now())
    return len(ready)


def _in_turn(trunk: Trunk, now: dt.datetime) -> list[Campaign]:
    """The campaigns that may place calls on a trunk: first the organisation, and of it the
    campaign, that was served longest ago."""
    due = _due(now).filter(organization__is_rehearsal=trunk.is_rehearsal)
    chosen = due.select_related("organization", "agent")
    campaigns = [campaign for campaign in chosen if is_calling_time(campaign, now)]
    served: dict[int, dt.datetime] = {}
    for campaign in campaigns:
        before = served.get(campaign.organization_id, _LONG_AGO)
        served[campaign.organization_id] = max(before, campaign.next_slot_at or _LONG_AGO)
    return sorted(
        campaigns,
        key=lambda campaign: (
            served[campaign.organization_id],
            campaign.next_slot_at or _LONG_AGO,
            campaign.pk,
        ),
    )


def _wishes(campaigns: Collection[Campaign], now: dt.datetime) -> list[Wish]:
    """How many calls each campaign's own limits allow now. A call in hand counts as a minute."""
    in_hand = Target.objects.filter(
        campaign__in=[campaign.pk for campaign in campaigns], state__in=IN_HAND
    )
    counts = dict(in_hand.values_list("campaign_id").annotate(count=Count("pk")))
    minutes = minutes_left(campaigns, now=now)
    return [
        Wish(
            campaign=campaign.pk,
            organization=campaign.organization_id,
            wanted=_wanted(campaign, counts.get(campaign.pk, 0), minutes[campaign.pk], now),
        )
        for campaign in campaigns
    ]


def _wanted(campaign: Campaign, in_hand: int, minutes: int | None, now: dt.datetime) -> int:
    free = campaign.max_concurrent - in_hand
    if minutes is not None:
        free = min(free, minutes - in_hand)
    slots, _next = take_slots(
        campaign.next_slot_at, rate=campaign.calls_per_second, wanted=max(0, free), now=now
    )
    return len(slots)


def _place(campaign: Campaign, trunk: Trunk, queue: Queue, calls: int) -> list[Planned]:
    """Claim and write down up to so many calls of a campaign.

    Where the gate says no to all who were claimed, the next claim is larger: a long row of people
    who can't be called now does not keep the others waiting.
    """
    planned: list[Planned] = []
    looked_at, size = 0, calls
    while len(planned) < calls and looked_at < MOST_CLAIMED:
        claims = queue.claim(limit=size, now=database_now())
        if not claims:
            break
        seam("after_claim")
        written = plan(campaign, trunk, claims)
        planned += written
        looked_at += len(claims)
        if not written and not outbound.room_on(trunk, now=database_now()):
            break
        size = calls - len(planned) if written else min(size * 4, MOST_CLAIMED)
    if planned:
        tell(campaign.organization_id, "campaign", id=campaign.pk, status=campaign.status)
    return planned
