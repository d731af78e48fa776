"""What the figures of a campaign suggest, each with its evidence. Pure.

Nothing is advised from few calls: a share counts by the end of its 95 % interval (Wilson's) that
speaks against the advice.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.figures import Counts, Figures

ENOUGH = 50
"""Calls below which nothing is said."""

_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to do: `code` for machines, `value` is what the doing needs (an hour, a count,
    a number's digits)."""

    code: str
    sentence: str
    evidence: str
    button: str
    value: tuple[int, ...] = ()


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; (0, 1) of nothing."""
    if whole <= 0:
        return 0.0, 1.0
    share, square = part / whole, _Z * _Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    spread = (
        _Z
        * math.sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
        / (1 + square / whole)
    )
    return max(0.0, middle - spread), min(1.0, middle + spread)


def advise(figures: Figures, *, one_clock: bool, lists: Mapping[int, str]) -> list[Advice]:
    """What to do, the most urgent first. `figures` has total, outcome, hour, list, number and
    try; `one_clock` says that everybody lives by the clock that hours were counted by; `lists`
    are those of the campaign, by name."""
    whole = figures["total"].get("", Counts())
    if whole.calls < ENOUGH:
        return []
    found = [
        _nobody_answers(whole) or _dead_list(figures["list"], lists),
        _people_hang_up(whole, figures["outcome"]),
        _best_hours(whole, figures["hour"]) if one_clock else None,
        _failing_number(figures["number"]),
        _useless_tries(figures["try"]),
    ]
    return [advice for advice in found if advice]


def _nobody_answers(whole: Counts) -> Advice | None:
    if not _is_dead(whole):
        return None
    return Advice(
        code="pause",
        sentence=_("Hardly anybody on these lists answers. Check where the numbers come from."),
        evidence=_share_of_calls(whole),
        button=_("Pause the campaign"),
    )


def _dead_list(counts: Mapping[str, Counts], lists: Mapping[int, str]) -> Advice | None:
    """Of several lists the one with the most calls to people who never answer."""
    found = {pk: counts.get(str(pk), Counts()) for pk in lists} if len(lists) > 1 else {}
    dead = {pk: one for pk, one in found.items() if one.calls >= ENOUGH and _is_dead(one)}
    if not dead:
        return None
    worst = max(dead, key=lambda pk: dead[pk].calls)
    return Advice(
        code="list",
        sentence=_("Hardly anybody on the list “{name}” answers. Go on without it.").format(
            name=lists[worst]
        ),
        evidence=_share_of_calls(dead[worst]),
        button=_("Leave this list out"),
        value=(worst,),
    )


def _is_dead(one: Counts) -> bool:
    """Whether surely fewer than one in ten answers."""
    return interval(one.reached, one.calls)[1] <= 0.1


def _people_hang_up(whole: Counts, outcomes: Mapping[str, Counts]) -> Advice | None:
    lost = outcomes.get("hung_up", Counts()).calls
    if whole.reached < ENOUGH or interval(lost, whole.reached)[0] < 0.25:
        return None
    return Advice(
        code="agent",
        sentence=_("Many people hang up early. Shorten the agent’s first sentence."),
        evidence=_("{lost} of {reached} people who answered hung up early.").format(
            lost=lost, reached=whole.reached
        ),
        button=_("Change the agent"),
    )


def _best_hours(whole: Counts, hours: Mapping[str, Counts]) -> Advice | None:
    """The hours in a row around the best one that are surely better than the average."""
    better = {
        int(hour)
        for hour, one in hours.items()
        if one.calls >= ENOUGH and interval(one.reached, one.calls)[0] > whole.answer_rate
    }
    if not better or len(better) == len(hours):
        return None
    first = last = max(better, key=lambda hour: hours[f"{hour:02}"].answer_rate)
    while first - 1 in better:
        first -= 1
    while last + 1 in better:
        last += 1
    within = [hours[f"{hour:02}"] for hour in range(first, last + 1)]
    best = sum(within, Counts())
    return Advice(
        code="hours",
        sentence=_("People answer most between {first}:00 and {end}:00. Call only then.").format(
            first=first, end=last + 1
        ),
        evidence=_("{best} % answered then, {all} % over the whole day ({calls} calls).").format(
            best=round(best.answer_rate * 100),
            all=round(whole.answer_rate * 100),
            calls=best.calls,
        ),
        button=_("Call only then"),
        value=(first, last + 1),
    )


def _failing_number(numbers: Mapping[str, Counts]) -> Advice | None:
    """The number that is surely answered least, next to all others together."""
    whole = sum(numbers.values(), Counts())
    for number, one in sorted(numbers.items(), key=lambda pair: pair[1].answer_rate):
        calls, reached = whole.calls - one.calls, whole.reached - one.reached
        if min(one.calls, calls) < ENOUGH:
            continue
        if interval(one.reached, one.calls)[1] >= interval(reached, calls)[0]:
            return None
        return Advice(
            code="number",
            sentence=_("People answer {number} less than your other numbers. Let it rest.").format(
                number=number
            ),
            evidence=_(
                "{own} % of its {calls} calls were answered, {others} % of the rest."
            ).format(
                own=round(one.answer_rate * 100),
                calls=one.calls,
                others=round(reached / calls * 100),
            ),
            button=_("Let it rest"),
            value=(int(number.removeprefix("+")),),
        )
    return None


def _useless_tries(tries: Mapping[str, Counts]) -> Advice | None:
    """From the first try on that surely reaches fewer than one in twenty."""
    for number in range(2, 10):
        one = tries.get(str(number), Counts())
        if one.calls >= ENOUGH and interval(one.reached, one.calls)[1] < 0.05:
            return Advice(
                code="tries",
                sentence=_("Try {number} reaches hardly anybody. Stop before it.").format(
                    number=number
                ),
                evidence=_share_of_calls(one),
                button=_("Try at most {number} times").format(number=number - 1),
                value=(number - 1,),
            )
    return None


def _share_of_calls(one: Counts) -> str:
    return _("{answered} of {calls} calls were answered.").format(
        answered=one.reached, calls=one.calls
    )
