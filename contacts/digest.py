"""A piece of a file, read into what PostgreSQL's COPY takes. Pure; runs in processes of its own.

Rows are numbered from 1 within the piece: only whoever reads the pieces in order knows how many
stood before.
"""

import csv
import io
import json
import json.encoder
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from contacts.columns import Columns
from contacts.delimited import MAX_COLUMNS, Row
from contacts.faults import Fault
from contacts.importer import Person, Rejection, parse_rows
from contacts.pieces import Piece

CUT = "\x1f"
"""Between texts of one column: no tidy cell holds it."""

_json_string = json.encoder.encode_basestring
_key = cache(_json_string)


@dataclass(frozen=True, slots=True)
class Digest:
    """What a piece holds. `people` and `rejected` are lines for COPY; `rows` counts what they
    are of, `lines` all rows of the piece, blank ones too. `end` is the piece's."""

    end: int
    lines: int
    rows: int
    accepted: int
    people: bytes
    rejected: bytes
    has_lists: bool
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pieces of one file."""

    columns: Columns
    encoding: str
    separator: str
    default_country: str

    def read(self, piece: Piece) -> Digest:
        """The people of a piece, and the rows that can't become any."""
        rows = _Cut(piece, self.encoding, self.separator)
        people: list[str] = []
        rejected: list[str] = []
        has_lists = False
        for found in parse_rows(rows, self.columns, default_country=self.default_country):
            if isinstance(found, Person):
                people.append(person_line(found))
                has_lists = has_lists or bool(found.lists)
            else:
                rejected.append(rejection_line(found))
        return Digest(
            end=piece.end,
            lines=rows.lines,
            rows=len(people) + len(rejected),
            accepted=len(people),
            people="".join(people).encode(),
            rejected="".join(rejected).encode(),
            has_lists=has_lists,
            fault=rows.fault,
        )


class _Cut:
    """The rows of a piece that are not blank, up to a fault."""

    def __init__(self, piece: Piece, encoding: str, separator: str) -> None:
        self.lines, self.fault = piece.lines, piece.fault
        self._piece, self._encoding, self._separator = piece, encoding, separator

    def __iter__(self) -> Iterator[Row]:
        if self._piece.rows is not None:
            yield from self._piece.rows
            return
        text = io.StringIO(self._piece.content.decode(self._encoding), newline="")
        try:
            for number, cells in enumerate(csv.reader(text, delimiter=self._separator), start=1):
                if len(cells) > MAX_COLUMNS:
                    self.fault = {"code": "file_too_wide", "limit": MAX_COLUMNS}
                    return
                self.lines = number
                if any(cells) and any(map(str.strip, cells)):
                    yield number, cells
        except csv.Error:
            self.fault = {"code": "file_broken_row", "row": self.lines + 1}


def person_line(person: Person) -> str:
    """A person as a line for COPY: number, the digits of the e164, e164, country, name, email,
    language, time_zone, attributes, lists, cells."""
    attributes = ", ".join(
        [f"{_key(name)}: {_json_string(value)}" for name, value in person.attributes.items()]
    )
    line = (
        f"{person.number}\t{person.e164[1:]}\t{person.e164}\t{person.country}\t{person.name}\t{person.email}\t"
        f"{person.language}\t{person.time_zone}\t{{{attributes}}}\t{CUT.join(person.lists)}\t"
        f"{CUT.join(person.values)}\n"
    )
    return line.replace("\\", "\\\\") if "\\" in line else line


def rejection_line(rejection: Rejection) -> str:
    """A rejected row as a line for COPY: number, reason, detail, values."""
    values = json.dumps(rejection.values, ensure_ascii=False)
    line = f"{rejection.number}\t{rejection.reason}\t{rejection.detail[:300]}\t{values}\n"
    return line.replace("\\", "\\\\") if "\\" in line else line
