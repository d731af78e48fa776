"""A long text cut into pieces of whole rows, so that several processes can read it at once. Pure.

A piece ends at a line's end outside quotation marks. Where the marks stand as they should (a cell
is quoted as a whole) counting them is enough; where they do not, rows are read one after the
other, as `csv` does, until the text is plain again.
"""

import itertools
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import IO

from contacts.delimited import Row, Rows
from contacts.faults import BadFile, Fault

SIZE = 1 << 19
"""Bytes of a piece: some seven thousand rows."""
_ROWS = 5000
"""Rows of a piece that had to be read one by one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole rows. `content` is to be cut into cells; or `rows` were, numbered from 1.

    `end` is the place of the byte after it in the file. `lines` is how many rows, blank ones
    counted, `rows` stand for; `fault` is what ended the reading after them.
    """

    end: int
    content: bytes = b""
    rows: tuple[Row, ...] | None = None
    lines: int = 0
    fault: Fault | None = None


def cut(file: IO[bytes], *, encoding: str, separator: str, start: int) -> Iterator[Piece]:
    """The pieces from the byte `start` on, which begins a row. The last may carry a fault.

    `encoding` must write ASCII's characters as ASCII does.
    """
    end = start
    while True:
        file.seek(end)
        block = file.read(SIZE)
        if not block:
            return
        length = _whole_rows(block, separator, is_last=len(block) < SIZE)
        if length:
            piece = Piece(end=end + length, content=block[:length])
        else:
            piece = _one_by_one(file, end, encoding, separator)
        yield piece
        if piece.fault is not None:
            return
        end = piece.end


def _whole_rows(block: bytes, separator: str, *, is_last: bool) -> int:
    """How many bytes of the block are certainly whole rows; 0 where that is not plain to see."""
    end = len(block) if is_last else block.rfind(b"\n") + 1
    if block.count(b'"', 0, end) % 2:
        # Inside a quoted cell: the last row that ends before its opening mark.
        end = block.rfind(b"\n", 0, block.rfind(b'"', 0, end)) + 1
    rows = block[:end]
    if b"\0" in rows or rows.count(b"\r") != rows.count(b"\r\n"):
        return 0
    return end if _plain(separator).fullmatch(rows) else 0


@cache
def _plain(separator: str) -> re.Pattern[bytes]:
    """A text in which every mark belongs to a cell that is quoted as a whole, as `csv` reads it.
    Nothing that was taken is given back: the time is that of one look."""
    cut = re.escape(separator.encode())
    begins, ends = rb"(?:(?<=[\n" + cut + rb"])|\A)", rb"(?=[\r\n" + cut + rb"]|\Z)"
    cell = begins + rb'"[^"]*+(?:""[^"]*+)*+"' + ends
    return re.compile(rb'(?:[^"]*+' + cell + rb')*+[^"]*+')


def _one_by_one(file: IO[bytes], start: int, encoding: str, separator: str) -> Piece:
    """A piece whose rows are read as `csv` does, whatever their marks."""
    fault: Fault | None = None
    rows: list[Row] = []
    with closing(Rows(file, encoding=encoding, separator=separator, start=start)) as reading:
        try:
            for row in itertools.islice(reading, _ROWS):
                rows.append(row)
        except BadFile as error:
            fault = error.as_record()
        return Piece(reading.end, rows=tuple(rows), lines=reading.number, fault=fault)
