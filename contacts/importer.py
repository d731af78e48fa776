"""From the rows of a table to contacts, or to why not. Pure.

What makes a person unreachable, or reachable at the wrong time, rejects the row: its phone, a
country or a time zone that can't be read. Anything else that can't be read (an e-mail, a
language) does not keep anybody from being called: the contact is kept, and what was written
there stays among its attributes, so that nothing is lost.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple, NoReturn
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
EMAIL_LENGTH = 254
LIST_LENGTH = 120
KEPT_LENGTH = 500

# Controls, and marks of direction, with which a name could pass for another.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
# What Django's validator accepts at its second look, at the first: most addresses are plain.
_PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9_+-]{1,64}(?:\.[A-Za-z0-9_+-]{1,64})*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_FOLDS_TO_ASCII = re.compile("[\u0130\u0131\u017f\u212a]")
"""Letters that a pattern which ignores case takes for one of ASCII."""
_FRACTION = re.compile(r"\+?\d{6,}[.,]0+")
_LANGUAGES = {
    "es": "es", "espanol": "es", "castellano": "es", "spanish": "es", "esp": "es", "spa": "es",
    "en": "en", "ingles": "en", "english": "en", "ing": "en", "eng": "en",
}  # fmt: skip


class Person(NamedTuple):
    """A row that can become a contact. `number` is the row's, `values` are its cells; `lists`
    are the names of lists that a column of the file says."""

    number: int
    values: list[str]
    e164: str
    country: str
    name: str
    email: str
    language: str
    time_zone: str
    attributes: dict[str, str]
    lists: list[str]


class Rejection(NamedTuple):
    """A row that can't, and why: `reason` is one of ROW_FAULTS, `detail` what it names."""

    number: int
    reason: str
    detail: str
    values: list[str]


class _Bad(Exception):
    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail[:KEPT_LENGTH]


def parse_rows(
    rows: Iterable[Row], columns: Columns, *, default_country: str
) -> Iterator[Person | Rejection]:
    """One result a row, in order. `default_country` reads numbers that name no country."""
    width = len(columns.header)
    for number, raw in rows:
        cells = _tidy_row(raw)
        if len(cells) != width:
            if any(cells[width:]):
                yield Rejection(number, "row_too_wide", "", _kept(cells))
                continue
            cells += [""] * (width - len(cells))
        try:
            yield _person(number, cells, columns, default_country)
        except _Bad as bad:
            yield Rejection(number, bad.reason, bad.detail, _kept(cells))


def _person(number: int, cells: list[str], columns: Columns, default_country: str) -> Person:
    # What is not understood of a column stays for the attributes.
    left = [column for column in columns.attributes if cells[column]]
    phone = _phone(cells, columns, default_country, left)
    name = cells[columns.name] if columns.name is not None else ""
    if not name and (columns.first_name is not None or columns.last_name is not None):
        parts = (columns.first_name, columns.last_name)
        name = " ".join(cells[part] for part in parts if part is not None and cells[part])
    return Person(
        number,
        cells,
        phone.e164,
        phone.country,
        name if len(name) <= NAME_LENGTH else _too_long("name"),
        _taken(cells, columns.email, read_email, left),
        _taken(cells, columns.language, _read_language, left),
        _taken(cells, columns.time_zone, _read_time_zone, left),
        _attributes(cells, columns, left),
        _lists(cells, columns),
    )


def _taken(
    cells: list[str], column: int | None, read: Callable[[str], str], left: list[int]
) -> str:
    """What a column says; one that can't be read goes to `left`."""
    if column is None or not cells[column]:
        return ""
    value = read(cells[column])
    if not value:
        left.append(column)
    return value


def _phone(cells: list[str], columns: Columns, default_country: str, left: list[int]) -> Phone:
    """The first of its phones that can be rung, else why the first one can't. What the other
    phones and the country say and was not used goes to `left`."""
    told = "" if columns.country is None else cells[columns.country]
    country = country_of(told) if told else default_country
    found, faults = None, []
    for column in columns.phones:
        if found is None:
            try:
                found = parse_phone(_whole(cells[column]), default_country=country)
                continue
            except BadNumber as error:
                faults.append(error.code)
        if cells[column]:
            left.append(column)
    if found is None:
        fault = next((code for code in faults if code != "phone_missing"), "phone_missing")
        if fault == "phone_country" and told and not country:
            raise _Bad("country_unknown", told)
        raise _Bad(fault)
    if told and not country and columns.country is not None:
        left.append(columns.country)
    return found


def _attributes(cells: list[str], columns: Columns, left: list[int]) -> dict[str, str]:
    """What stands in the columns that are left, by their names and in their order."""
    header = columns.header
    if len(left) > len(columns.attributes):
        left.sort()
    for column in left:
        if len(cells[column]) > VALUE_LENGTH:
            _too_long(header[column])
    return {header[column]: cells[column] for column in left}


def _lists(cells: list[str], columns: Columns) -> list[str]:
    if columns.list is None or not cells[columns.list]:
        return []
    names = (name.strip() for name in re.split("[;|]", cells[columns.list]))
    found = [name for name in names if name]
    if any(len(name) > LIST_LENGTH for name in found):
        _too_long(columns.header[columns.list])
    return found


def _kept(cells: list[str]) -> list[str]:
    return [cell[:KEPT_LENGTH] for cell in cells]


def _tidy_row(raw: list[str]) -> list[str]:
    """The cells without what can't be seen; a row that is tidy is only looked at once."""
    line = "|".join(raw)
    spaced = "  " in line or " |" in line or "| " in line or line[:1] == " " or line[-1:] == " "
    return [_tidy(cell) for cell in raw] if spaced or not line.isprintable() else raw


def _tidy(cell: str) -> str:
    return " ".join((cell if cell.isprintable() else _INVISIBLE.sub("", cell)).split())


def _whole(cell: str) -> str:
    """A number that some program wrote with a fraction: 612345678.0."""
    if cell[-1:] != "0":
        return cell
    return re.split("[.,]", cell)[0] if _FRACTION.fullmatch(cell) else cell


def _too_long(name: str) -> NoReturn:
    raise _Bad("value_too_long", name)


def read_email(text: str) -> str:
    """The address as Django's validator accepts it and a column holds it; "" where it is none."""
    if len(text) > EMAIL_LENGTH:
        return ""
    if _PLAIN_EMAIL.fullmatch(text):
        return text
    local, at, _domain = text.rpartition("@")
    if not at or not (local.isascii() or _FOLDS_TO_ASCII.search(local)):
        return ""  # as the validator says, after ten times as long
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
