"""Reading campaigns: which there are, whom each calls, and where everybody of it stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.access import Access
from calls.models import Call
from campaigns.ledger import DIALABLE, IN_HAND, SETTLED, STATE_LABELS, State, explain
from campaigns.models import Campaign, Target
from lib.errors import Text

_ORDER: dict[str, int] = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Entry:
    """How many people of a campaign are in a state for a reason."""

    state: State
    reason: str
    count: int

    @property
    def sentence(self) -> str:
        """The reason, in the reader's language."""
        return explain(self.state, self.reason, None)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where all people of a campaign stand. Every one of them is in exactly one entry.

    Entries are in the order of a campaign's life, and within a state the most frequent first.
    """

    entries: tuple[Entry, ...] = ()

    @property
    def total(self) -> int:
        """Everybody."""
        return sum(entry.count for entry in self.entries)

    @property
    def settled(self) -> int:
        """Those to whom nothing more happens by itself."""
        return self.among(SETTLED)

    @property
    def waiting(self) -> int:
        """Those who are still to be called, for the first time or again."""
        return self.among(DIALABLE)

    @property
    def in_hand(self) -> int:
        """Those who are being called now."""
        return self.among(IN_HAND)

    @property
    def percent(self) -> int:
        """How much of it is done; 100 only when all of it is."""
        return self.settled * 100 // self.total if self.total else 0

    def among(self, states: Iterable[State]) -> int:
        """How many are in one of these states."""
        wanted = frozenset(states)
        return sum(entry.count for entry in self.entries if entry.state in wanted)

    def states(self) -> list[tuple[State, Text, int]]:
        """Each state that somebody is in, by the order of a campaign's life, with its name."""
        counts = [(state, STATE_LABELS[state], self.among({state})) for state in State]
        return [row for row in counts if row[2]]


def campaigns_of(access: Access, *, status: str = "") -> QuerySet[Campaign]:
    """The campaigns that this person may see, with their agents; single calls are no campaigns."""
    lists = Campaign.objects.visible_to(access).filter(kind=Campaign.Kind.LIST)
    campaigns = lists.select_related("agent")
    return campaigns.filter(status=status) if status in Campaign.Status.values else campaigns


def ledger(campaign: Campaign) -> Ledger:
    """Where everybody of one campaign stands."""
    return ledgers([campaign])[campaign.pk]


def ledgers(campaigns: Iterable[Campaign]) -> dict[int, Ledger]:
    """The ledger of each of these campaigns, by its id, in one query."""
    found: dict[int, list[Entry]] = {campaign.pk: [] for campaign in campaigns}
    counts = (
        Target.objects.filter(campaign__in=found)
        .values_list("campaign_id", "state", "reason")
        .annotate(count=Count("id"))
        .order_by("-count", "reason")
    )
    for campaign_id, state, reason, count in sorted(counts, key=lambda row: _ORDER[row[1]]):
        found[campaign_id].append(Entry(State(state), reason, count))
    return {campaign_id: Ledger(tuple(entries)) for campaign_id, entries in found.items()}


def targets_of(campaign: Campaign, *, state: str = "", reason: str = "") -> QuerySet[Target]:
    """The people of a campaign, each with their latest call."""
    targets = campaign.targets.select_related("contact", "call")
    if state in set(State):
        targets = targets.filter(state=state)
    return targets.filter(reason=reason) if reason else targets


def calls_by(campaign: Campaign) -> QuerySet[Call]:
    """All calls that a campaign made or tried to make, of every attempt."""
    return Call.objects.filter(attempt__campaign=campaign)
