"""What a call came to, value by value, each with the words that prove it: for page, API, export."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from conversations.models import Analysis
from conversations.wanted import Kind, Wanted, wanted_in
from lib.errors import Text

_ANSWERS: dict[str, Text] = {"yes": _("yes"), "no": _("no")}
SENTIMENTS: dict[str, Text] = {
    "positive": _("Glad"),
    "neutral": _("Neither glad nor unwilling"),
    "negative": _("Unwilling"),
}
MARKS: dict[str, Text] = {
    "introduced": _("Said who it is, for whom it calls, and that it is an AI"),
    "listened": _("Answered what was said, one question at a time"),
    "accurate": _("Said nothing that its facts do not hold"),
    "respectful": _("Took a no, and was polite to the end"),
    "closed": _("Agreed on a next step, or said goodbye properly"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """A value, as people read it too, and where it was said. `turn` None: nothing proves it;
    `value` "": not found out."""

    name: str
    label: Text
    value: str
    shown: Text
    turn: int | None = None
    second: float | None = None
    quote: str = ""

    @property
    def clock(self) -> str:
        """When, as m:ss."""
        minutes, seconds = divmod(int(self.second or 0), 60)
        return f"{minutes}:{seconds:02}"


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was found of a call."""

    summary: str
    score: int
    next_step: Result
    sentiment: Result
    fields: tuple[Result, ...]
    marks: tuple[Result, ...]


def results_of(analysis: Analysis | None, context: Mapping[str, Any]) -> Results | None:
    """The findings of a call whose agent was told `context`; None where there are none yet."""
    if analysis is None:
        return None
    proofs = analysis.proofs
    step, mood = analysis.next_step, analysis.sentiment
    marks = {name: "yes" if met else "no" for name, met in analysis.rubric.items()}
    return Results(
        summary=analysis.summary,
        score=analysis.score,
        next_step=_result("next_step", _("Next step"), step, step, proofs),
        sentiment=_result("sentiment", _("Mood"), mood, SENTIMENTS.get(mood, mood), proofs),
        fields=tuple(_fields(analysis, wanted_in(context.get("extract")))),
        marks=tuple(
            _result(name, MARKS.get(name, name), mark, _ANSWERS[mark], proofs)
            for name, mark in marks.items()
        ),
    )


def cells_of(analysis: Analysis | None, wanted: Iterable[Wanted]) -> list[str]:
    """For a spreadsheet: of each field the value, and what proves it."""
    cells = []
    for each in wanted:
        result = _field(each.name, each, analysis.fields if analysis else {})
        proof = f"{result.clock} «{result.quote}»" if result.turn else str(_("unproven"))
        cells += [str(result.shown), proof if result.value else ""]
    return cells


def _fields(analysis: Analysis, wanted: list[Wanted]) -> Iterator[Result]:
    known = {each.name: each for each in wanted}
    for name in analysis.fields:
        yield _field(name, known.get(name), analysis.fields)


def _field(name: str, wanted: Wanted | None, found: Mapping[str, Any]) -> Result:
    value = str((found.get(name) or {}).get("value", ""))
    is_flag = wanted is not None and wanted.kind is Kind.YES_NO
    shown = _ANSWERS.get(value, value) if is_flag else value
    return _result(name, wanted.question if wanted else name, value, shown, found)


def _result(name: str, label: Text, value: str, shown: Text, proofs: Mapping[str, Any]) -> Result:
    proof = proofs.get(name) or {}
    turn, second = proof.get("turn"), proof.get("second")
    return Result(name, label, value, shown, turn, second, proof.get("quote", ""))
