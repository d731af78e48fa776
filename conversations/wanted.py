"""What a campaign wants to learn of each conversation: fields of its own. Pure."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.errors import InvalidInput, Text

MOST = 20
"""Fields of one campaign: more is another conversation."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST = 200


class Kind(StrEnum):
    """What a field's value looks like; all are kept as text."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"


_FORMS = {
    Kind.TEXT: "In a few words.",
    Kind.NUMBER: "As digits, with a point before decimals, nothing else.",
    Kind.YES_NO: "",
    Kind.DATE: "As a date, YYYY-MM-DD. The conversation was on {on:%A %Y-%m-%d}.",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One field. `question` says to a model, and to people, what it is."""

    name: str
    kind: Kind
    question: str
    required: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """The values that it may have; () for any. Empty: the conversation does not say."""
        return ("yes", "no", "") if self.kind is Kind.YES_NO else ()

    def told(self, on: dt.date) -> str:
        """What a model is told of it; `on` is the day of the conversation."""
        return f"{self.question} {_FORMS[self.kind].format(on=on)}".strip()

    def normal(self, value: str) -> str:
        """The value as its kind writes it; "" for what is none of that kind."""
        match self.kind:
            case Kind.NUMBER:
                return _number(value)
            case Kind.DATE:
                return _date(value)
            case Kind.YES_NO:
                return value if value in self.options else ""
            case _:
                return value


def wanted_in(told: Any) -> list[Wanted]:
    """The fields that a call's context holds, as `require_wanted` wrote them."""
    return [
        Wanted(each["name"], Kind(each["kind"]), each["question"], bool(each.get("required")))
        for each in told or ()
    ]


def require_wanted(told: Any) -> list[dict[str, Any]]:
    """The fields as they are kept. Raises InvalidInput for what is no list of such fields."""
    if not isinstance(told, list) or len(told) > MOST:
        raise _refused(_("A list of %(most)s fields at most.") % {"most": MOST})
    fields = [_required(each) for each in told]
    if len({field.name for field in fields}) < len(fields):
        raise _refused(_("Two fields have the same name."))
    return [asdict(field) for field in fields]


def _required(told: Any) -> Wanted:
    given = told if isinstance(told, Mapping) else {}
    name, question = str(given.get("name", "")).strip(), str(given.get("question", "")).strip()
    if not _NAME.fullmatch(name):
        raise _refused(_("A field's name has small letters, digits and _: budget, move_in_date."))
    if not 0 < len(question) <= _LONGEST:
        raise _refused(_("Say of each field what it is, in 200 characters at most."))
    if given.get("kind", Kind.TEXT) not in set(Kind):
        raise _refused(_("A field is of the kind text, number, yes_no or date."))
    return Wanted(name, Kind(given.get("kind", Kind.TEXT)), question, bool(given.get("required")))


def _refused(message: Text) -> InvalidInput:
    return InvalidInput("invalid_extract", message, fields={"extract": message})


def _number(value: str) -> str:
    try:
        number = Decimal(value.replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return ""
    return f"{number.normalize():f}" if number.is_finite() and abs(number) < 10**15 else ""


def _date(value: str) -> str:
    try:
        return dt.date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return ""
