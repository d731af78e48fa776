"""A piece of a file, read into what PostgreSQL's COPY takes. Pure; runs in processes of its own.

Rows are numbered from 1 within the piece: only whoever reads the pieces in order knows how many
stood before.
"""

import csv
import io
import json
import json.encoder
from array import array
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
    """What a piece holds. `lines` counts all its rows, blank ones too; `end` is the piece's.

    Of each person, in the file's order: `numbers` are the rows, `phones` the E.164s with commas
    between, `people` the lines for COPY and `cells` the texts of the row, a line each. `lists` are
    the lists that a person's row names, by the person's place. `rejected` are the other rows, each
    with its line for COPY.
    """

    end: int
    lines: int
    numbers: "array[int]"
    phones: str
    people: bytes
    cells: str
    lists: dict[int, list[str]]
    rejected: list[tuple[int, str]]
    fault: Fault | None = None

    @property
    def rows(self) -> int:
        """How many rows are not blank."""
        return len(self.numbers) + len(self.rejected)


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
        numbers = array("I")
        phones: list[str] = []
        people: list[str] = []
        cells: list[str] = []
        lists: dict[int, list[str]] = {}
        rejected: list[tuple[int, str]] = []
        for found in parse_rows(rows, self.columns, default_country=self.default_country):
            if isinstance(found, Rejection):
                rejected.append((found.number, rejection_line(found)))
                continue
            if found.lists:
                lists[len(numbers)] = found.lists
            numbers.append(found.number)
            phones.append(found.e164)
            people.append(person_line(found))
            cells.append(CUT.join(found.values))
        return Digest(
            end=piece.end,
            lines=rows.lines,
            numbers=numbers,
            phones=",".join(phones),
            people="\n".join(people).encode(),
            cells="\n".join(cells),
            lists=lists,
            rejected=rejected,
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
    """A person as a line for COPY: e164, country, name, email, language, time_zone, attributes."""
    attributes = ", ".join(
        [f"{_key(name)}: {_json_string(value)}" for name, value in person.attributes.items()]
    )
    line = (
        f"{person.e164}\t{person.country}\t{person.name}\t{person.email}\t"
        f"{person.language}\t{person.time_zone}\t{{{attributes}}}"
    )
    return line.replace("\\", "\\\\") if "\\" in line else line


def rejection_line(rejection: Rejection) -> str:
    """A rejected row as a line for COPY: reason, detail, values."""
    values = json.dumps(rejection.values, ensure_ascii=False)
    line = f"{rejection.reason}\t{rejection.detail[:300]}\t{values}"
    return line.replace("\\", "\\\\") if "\\" in line else line
