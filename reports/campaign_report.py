"""What came of a campaign: everybody on its lists accounted for, and every call."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import F, QuerySet, Sum

from calls.models import Outcome
from campaigns.ledger import DIALABLE, IN_HAND, REASONS, State
from campaigns.models import Campaign
from campaigns.selectors import Ledger, ledger
from contacts.models import Import, RejectedRow
from conversations.models import Agent
from reports.figures import Counts, read, scope_of, under_way
from reports.versions import KINDS, VersionCounts, agents_in, versions_of

_UNFINISHED: dict[str, frozenset[State]] = {
    Campaign.Status.COMPLETED: DIALABLE | IN_HAND,
    # Calls that were under way when it was canceled go on to their end.
    Campaign.Status.CANCELED: DIALABLE,
}
"""The states in which a campaign that is over leaves nobody."""

SHOWN_REJECTED = 500
"""Rejected rows that a report names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """A campaign in figures.

    `contacts` is whom it calls; `imported` and `rejected` are rows of the files of its lists.
    `skipped` is reason → people who were never rung for it; `calls` is outcome → calls that were
    placed ("" while under way); `states` is state → people, all of them. `unexplained` counts
    people of whom we could not say why they are where they are: it must be 0. `answered` counts
    calls that a person took up; `talk_seconds` is what the provider counted. `versions` are those
    of the agents that held its calls.
    """

    contacts: int
    imported: int
    rejected: int
    rejected_rows: tuple[RejectedRow, ...]
    skipped: dict[str, int]
    calls: dict[str, int]
    states: dict[str, int]
    unexplained: int
    answered: int
    talk_seconds: int
    versions: tuple[VersionCounts, ...]
    ledger: Ledger = field(repr=False)

    @property
    def placed(self) -> int:
        """Calls of which a phone rang, or may have."""
        return sum(self.calls.values())

    @property
    def goals(self) -> int:
        """Calls that met their goal."""
        return self.calls.get(Outcome.GOAL_MET, 0)

    @property
    def answer_rate(self) -> float:
        """The share of placed calls that a person took up; 0 where there were none."""
        return self.answered / self.placed if self.placed else 0.0


def campaign_report(campaign: Campaign) -> CampaignReport:
    """The report of one campaign, as things stand now."""
    stand = ledger(campaign)
    figures = read(scope_of(campaign), ["total", "outcome", *KINDS])
    over = figures["total"].get("", Counts())
    agents = Agent.objects.in_bulk(agents_in(figures))
    files = _imports(campaign).aggregate(
        imported=Sum(F("created") + F("updated") + F("unchanged"), default=0),
        rejected=Sum("rejected", default=0),
    )
    return CampaignReport(
        contacts=stand.total,
        imported=files["imported"],
        rejected=files["rejected"],
        rejected_rows=tuple(rejected_rows(campaign)),
        skipped={e.reason: e.count for e in stand.entries if e.state is State.SKIPPED},
        calls=_calls(campaign, figures["outcome"]),
        states={state.value: count for state, _label, count in stand.states()},
        unexplained=_unexplained(campaign, stand),
        answered=over.reached,
        talk_seconds=over.seconds,
        versions=tuple(versions_of(agents, figures)),
        ledger=stand,
    )


def rejected_rows(campaign: Campaign) -> list[RejectedRow]:
    """The first rows of its files that could not become contacts, with the file of each."""
    rows = RejectedRow.objects.filter(source__in=_imports(campaign)).select_related("source")
    return list(rows.order_by("source_id", "row_number")[:SHOWN_REJECTED])


def _imports(campaign: Campaign) -> QuerySet[Import]:
    return Import.objects.filter(contact_list__in=campaign.lists.all())


def _calls(campaign: Campaign, outcomes: Mapping[str, Counts]) -> dict[str, int]:
    """Calls by outcome, the most frequent first, those under way among them as ""."""
    counts = Counter({key: outcome.calls for key, outcome in outcomes.items()})
    counts[""] += under_way([campaign]).get(campaign.pk, 0)
    return dict(sorted((+counts).items(), key=lambda pair: (-pair[1], pair[0])))


def _unexplained(campaign: Campaign, stand: Ledger) -> int:
    """People whose reason has no sentence, or who are left over by a campaign that is over."""
    left_over = _UNFINISHED.get(campaign.status, frozenset())
    return sum(
        entry.count
        for entry in stand.entries
        if entry.reason not in REASONS or entry.state in left_over
    )
