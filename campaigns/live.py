"""What goes on in a campaign now: who is on the phone, what just ended, and at what pace."""

import datetime as dt
import math
from dataclasses import dataclass

from calls.lifecycle import ACTIVE, TERMINAL, Status
from calls.models import Call
from campaigns.ledger import DIALABLE, State
from campaigns.models import Attempt, Campaign, Target
from campaigns.selectors import Ledger, ledger

PACE_OVER = dt.timedelta(minutes=1)
SHOWN_RUNNING = 24
SHOWN_ENDED = 12


@dataclass(frozen=True, slots=True)
class Running:
    """A call under way. `seconds` since it was answered, or since it was sent."""

    call: Call
    seconds: int


@dataclass(frozen=True, slots=True)
class Happening:
    """A campaign at one instant."""

    campaign: Campaign
    ledger: Ledger
    running: tuple[Running, ...]
    ended: tuple[Call, ...]
    placed_last_minute: int
    next_at: dt.datetime | None

    @property
    def most_a_minute(self) -> int:
        """How many calls its limit allows in a minute."""
        return round(self.campaign.calls_per_second * 60)

    @property
    def talked(self) -> int:
        """People with whom a conversation came to an end."""
        return self.ledger.among({State.DONE})

    @property
    def goals(self) -> int:
        """People with whom the goal was met."""
        return sum(entry.count for entry in self.ledger.entries if entry.reason == "goal_met")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.campaign.status in {Campaign.Status.COMPLETED, Campaign.Status.CANCELED}


def happening(campaign: Campaign, *, now: dt.datetime) -> Happening:
    """The campaign at `now`, in a number of queries that does not grow with it."""
    return Happening(
        campaign=campaign,
        ledger=ledger(campaign),
        running=tuple(_running(campaign, now)),
        ended=tuple(_ended(campaign)),
        placed_last_minute=_placed_since(campaign, now - PACE_OVER),
        next_at=_next_at(campaign),
    )


def _running(campaign: Campaign, now: dt.datetime) -> list[Running]:
    """Calls under way: those who talk first, the longest first."""
    targets = (
        campaign.targets.filter(state=State.CALLING, call__status__in=sorted(ACTIVE))
        .select_related("call__contact", "call__agent")
        .order_by("call__answered_at", "call_id")[:SHOWN_RUNNING]
    )
    return [
        Running(call=target.call, seconds=_seconds(target.call, now))
        for target in targets
        if target.call
    ]


def _seconds(call: Call, now: dt.datetime) -> int:
    began = call.answered_at if call.state is Status.IN_PROGRESS else call.sent_at
    return max(0, int((now - (began or call.created_at)).total_seconds()))


def _ended(campaign: Campaign) -> list[Call]:
    attempts = (
        Attempt.objects.filter(campaign=campaign, call__status__in=sorted(TERMINAL))
        .select_related("call__contact")
        .order_by("-call_id")[:SHOWN_ENDED]
    )
    return [attempt.call for attempt in attempts]


def _placed_since(campaign: Campaign, since: dt.datetime) -> int:
    """How many calls were sent since then, counted among as many as the limit allows."""
    most = math.ceil(campaign.calls_per_second * PACE_OVER.total_seconds()) + 100
    newest = Attempt.objects.filter(campaign=campaign).order_by("-call_id")[:most]
    return Call.objects.filter(pk__in=newest.values("call_id"), sent_at__gte=since).count()


def _next_at(campaign: Campaign) -> dt.datetime | None:
    """When the next person is due; None when nobody is left to call."""
    due: Target | None = (
        campaign.targets.filter(state__in=sorted(DIALABLE))
        .order_by("-priority", "next_attempt_at", "id")
        .first()
    )
    return due.next_attempt_at if due else None
