"""The dashboard as its page shows it: figures with names, in the shapes of charts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from calls.models import Outcome
from calls.words import OUTCOME_TONES
from contacts.countries import name_of
from lib.errors import Text
from reports.charts import (
    HEIGHT,
    Bar,
    Difference,
    bars_of,
    columns_of,
    difference,
    funnel_of,
    heat_of,
)
from reports.costs import cost_of_goal
from reports.dashboard import Dashboard
from reports.figures import Counts

LENGTHS = ("< 10 s", "10–30 s", "30–60 s", "1–2 min", "2–5 min", "5–10 min", "> 10 min")


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure, and how it compares with the period before."""

    label: Text
    value: str
    difference: Difference
    tone: str = ""


def shown(seen: Dashboard) -> dict[str, object]:
    """What the template draws."""
    columns = columns_of(seen.period, seen.days)
    return {
        "tiles": _tiles(seen),
        "columns": columns,
        "chart_width": len(columns) * 10,
        "chart_height": HEIGHT,
        "funnel": funnel_of(
            [
                (_("Calls"), seen.now.calls),
                (_("Answered by a person"), seen.now.reached),
                (_("Talked"), min(seen.talks, seen.now.reached)),
                (_("Goal met"), seen.now.goals),
            ]
        ),
        "outcomes": outcome_bars(seen.figures["outcome"]),
        "lengths": _lengths(seen.figures["length"]),
        "heat": heat_of(seen.hours),
        "breakdowns": _breakdowns(seen),
    }


def outcome_bars(outcomes: Mapping[str, Counts]) -> tuple[Bar, ...]:
    """Outcomes by frequency; calls that are being judged have none yet."""
    labels: dict[str, Text] = {**dict(Outcome.choices), "": _("Under way")}
    tones: dict[str, str] = {**OUTCOME_TONES, "": "live"}
    by_frequency = sorted(outcomes.items(), key=lambda pair: (-pair[1].calls, pair[0]))
    return bars_of([(labels[key], one.calls, tones[key]) for key, one in by_frequency])


def _tiles(seen: Dashboard) -> list[Tile]:
    now, before = seen.now, seen.before
    cost, before_cost = cost_of_goal(now), cost_of_goal(before)
    return [
        Tile(_("Calls"), _number(now.calls), difference(now.calls, before.calls)),
        Tile(
            _("Answered by a person"),
            f"{round(now.answer_rate * 100)} %",
            difference(now.answer_rate, before.answer_rate),
        ),
        Tile(
            _("Talk a call"),
            f"{now.average_seconds // 60}:{now.average_seconds % 60:02}",
            difference(now.average_seconds, before.average_seconds),
        ),
        Tile(_("Goal met"), _number(now.goals), difference(now.goals, before.goals), "success"),
        Tile(
            _("Goals of answered calls"),
            f"{round(now.goal_rate * 100)} %",
            difference(now.goal_rate, before.goal_rate),
        ),
        Tile(
            _("Phone cost a goal"),
            "—" if cost is None else f"{number_format(cost, 2)} $",
            difference(float(cost or 0), float(before_cost or 0), less_is_better=True),
        ),
    ]


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)


def _lengths(lengths: Mapping[str, Counts]) -> tuple[Bar, ...]:
    if not lengths:
        return ()
    found = [lengths.get(str(place), Counts()).calls for place in range(len(LENGTHS))]
    return bars_of([(label, count, "info") for label, count in zip(LENGTHS, found, strict=True)])


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The calls by one thing: a row each with its name, where more about it is, and counts."""

    title: str
    name: str
    rows: Sequence[tuple[str, str, Counts]]


def _breakdowns(seen: Dashboard) -> list[Breakdown]:
    """Each table that says something: by one value alone there is nothing to compare."""
    found = [
        Breakdown(
            _("Campaigns"),
            _("Campaign"),
            [
                (one.name, reverse("reports:campaign", args=[one.pk]), n)
                for one, n in seen.campaigns
            ],
        ),
        Breakdown(
            _("Agents"),
            _("Agent"),
            [
                (one.name, reverse("conversations:detail", args=[one.pk]), n)
                for one, n in seen.agents
            ],
        ),
        Breakdown(_("Numbers that call"), _("Number"), _rows(seen.figures["number"], str)),
        Breakdown(_("Countries"), _("Country"), _rows(seen.countries, country_name)),
        Breakdown(
            _("Tries"),
            _("Try"),
            [(_try(key), "", one) for key, one in sorted(seen.figures["try"].items())],
        ),
    ]
    return [breakdown for breakdown in found if breakdown.rows]


def _rows(
    counts: Mapping[str, Counts], name: Callable[[str], str]
) -> list[tuple[str, str, Counts]]:
    busiest = sorted(counts.items(), key=lambda pair: -pair[1].calls)
    return [(name(key), "", one) for key, one in busiest]


def country_name(code: str) -> str:
    """A calling code with its country; one that many share, with the largest of them."""
    region = COUNTRY_CODE_TO_REGION_CODE.get(int(code), ("",))[0]
    return f"{name_of(region, get_language() or 'en')} (+{code})"


def _try(key: str) -> str:
    return _("{number} or later").format(number=key) if key == "9" else key
