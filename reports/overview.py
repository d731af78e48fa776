"""Campaigns side by side: what came of each, in a few figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from calls.models import Outcome
from campaigns.models import Campaign
from campaigns.selectors import Ledger, ledgers, placed_in


@dataclass(frozen=True, slots=True)
class Summary:
    """One campaign in a row. `reached` counts calls that a person took up."""

    campaign: Campaign
    ledger: Ledger
    placed: int
    reached: int
    goals: int

    @property
    def answer_rate(self) -> float:
        """The share of placed calls that a person took up."""
        return self.reached / self.placed if self.placed else 0.0


def summaries(campaigns: Sequence[Campaign]) -> list[Summary]:
    """A summary of each, in order, in two queries."""
    stand = ledgers(campaigns)
    counts = _counts(campaigns)
    return [
        Summary(campaign, stand[campaign.pk], *counts.get(campaign.pk, (0, 0, 0)))
        for campaign in campaigns
    ]


def _counts(campaigns: Iterable[Campaign]) -> dict[int, tuple[int, int, int]]:
    by_a_person = Q(answered_at__isnull=False) & ~Q(outcome=Outcome.VOICEMAIL)
    rows = (
        placed_in(campaigns)
        .values_list("attempt__campaign")
        .annotate(
            placed=Count("id"),
            reached=Count("id", filter=by_a_person),
            goals=Count("id", filter=Q(outcome=Outcome.GOAL_MET)),
        )
    )
    return {campaign: (placed, reached, goals) for campaign, placed, reached, goals in rows}
