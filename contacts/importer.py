"""From the rows of a table to contacts, or to why not. Pure.

What makes a person unreachable, or reachable at the wrong time, rejects the row: its phone, a
country or a time zone that can't be read. Anything else that can't be read (an e-mail, a
language) does not keep anybody from being called: the contact is kept, and what was written
there stays among its attributes, so that nothing is lost.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from contacts.columns import Columns
from contacts.countries import country_of
from contacts.delimited import Row
from contacts.folding import words_of
from lib.phone import BadNumber, Phone, parse_phone

NAME_LENGTH = 200
VALUE_LENGTH = 2000
_KEPT_LENGTH = 500

# Controls, and marks of direction, with which a name could pass for another.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_FRACTION = re.compile(r"\+?\d{6,}[.,]0+")
_LANGUAGES = {
    "es": "es", "espanol": "es", "castellano": "es", "spanish": "es", "esp": "es", "spa": "es",
    "en": "en", "ingles": "en", "english": "en", "ing": "en", "eng": "en",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A row that can become a contact. `number` is the row's, `values` are its cells."""

    number: int
    values: list[str]
    e164: str
    country: str
    name: str
    email: str
    language: str
    time_zone: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that can't, and why: `reason` is one of ROW_FAULTS, `detail` what it names."""

    number: int
    reason: str
    detail: str
    values: list[str]


class _Bad(Exception):
    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail[:_KEPT_LENGTH]


class _Line:
    """A row while it is read: what is not understood stays for the attributes."""

    def __init__(self, cells: list[str]) -> None:
        self.cells = cells
        self.understood: set[int] = set()

    def take(self, column: int | None, read: Callable[[str], str] = str) -> str:
        """What the column says, or "" where there is none or it can't be read."""
        if column is None or not self.cells[column]:
            return ""
        value = read(self.cells[column])
        if value:
            self.understood.add(column)
        return value

    def rest(self, header: tuple[str, ...]) -> dict[str, str]:
        """Everything else that the row says, by the names of its columns."""
        return {
            name: _within(VALUE_LENGTH, self.cells[column], name)
            for column, name in enumerate(header)
            if self.cells[column] and column not in self.understood
        }


def parse_rows(
    rows: Iterable[Row], columns: Columns, *, default_country: str
) -> Iterator[Person | Rejection]:
    """One result a row, in order. `default_country` reads numbers that name no country."""
    width = len(columns.header)
    for number, raw in rows:
        cells = [_tidy(cell) for cell in raw]
        try:
            if any(cells[width:]):
                raise _Bad("row_too_wide")
            line = _Line(cells + [""] * (width - len(cells)))
            yield _person(number, line, columns, default_country)
        except _Bad as bad:
            values = [cell[:_KEPT_LENGTH] for cell in cells]
            yield Rejection(number, bad.reason, bad.detail, values)


def _person(number: int, line: _Line, columns: Columns, default_country: str) -> Person:
    phone = _phone(line, columns, default_country)
    first_and_last = (line.take(columns.first_name), line.take(columns.last_name))
    name = line.take(columns.name) or " ".join(filter(None, first_and_last))
    return Person(
        number=number,
        values=line.cells,
        e164=phone.e164,
        country=phone.country,
        name=_within(NAME_LENGTH, name, "name"),
        email=line.take(columns.email, _read_email),
        language=line.take(columns.language, _read_language),
        time_zone=line.take(columns.time_zone, _read_time_zone),
        attributes=line.rest(columns.header),
    )


def _phone(line: _Line, columns: Columns, default_country: str) -> Phone:
    """The first of its phones that can be rung, else why the first one can't."""
    told = "" if columns.country is None else line.cells[columns.country]
    country = line.take(columns.country, country_of) if told else default_country
    faults = []
    for column in columns.phones:
        try:
            phone = parse_phone(_whole(line.cells[column]), default_country=country)
        except BadNumber as error:
            faults.append(error.code)
            continue
        line.understood.add(column)
        return phone
    fault = next((code for code in faults if code != "phone_missing"), "phone_missing")
    if fault == "phone_country" and told and not country:
        raise _Bad("country_unknown", told)
    raise _Bad(fault)


def _tidy(cell: str) -> str:
    return " ".join((cell if cell.isprintable() else _INVISIBLE.sub("", cell)).split())


def _whole(cell: str) -> str:
    """A number that some program wrote with a fraction: 612345678.0."""
    return re.split("[.,]", cell)[0] if _FRACTION.fullmatch(cell) else cell


def _within(length: int, text: str, name: str) -> str:
    if len(text) > length:
        raise _Bad("value_too_long", name)
    return text


def _read_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text


def _read_language(text: str) -> str:
    words = words_of(text)
    return _LANGUAGES.get(words) or _LANGUAGES.get(words[:2] if words[2:3] == " " else "", "")


def _read_time_zone(text: str) -> str:
    zone = _time_zones().get(text.lower().replace(" ", "_"))
    if zone is None:
        raise _Bad("time_zone_unknown", text)
    return zone


@cache
def _time_zones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}
