"""Rows of a text file: in which characters and with which separator it is written. Pure."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

from contacts.columns import PHONES
from contacts.faults import BadFile
from contacts.folding import words_of

Row = tuple[int, list[str]]
"""A row's number, as a spreadsheet counts (the first is 1), and its cells."""

SEPARATORS = ",;\t|"
ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
MAX_COLUMNS = 500
_MAX_LINE = 500_000
_SAMPLE = 65_536
_CHUNK = 1 << 20
_CONTROLS = bytes(code for code in range(32) if chr(code) not in "\t\n\v\f\r\x1a")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def sniff_encoding(file: IO[bytes]) -> str:
    """The encoding in which the whole file can be read; BadFile when there is none. A mark of
    UTF-8 at the start is no part of the text: `start_of`.

    A byte order mark is believed, then UTF-8 where all of the file is; else what Windows writes.
    """
    file.seek(0)
    start = file.read(_SAMPLE)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            candidates = [encoding]
            break
    else:
        candidates = _candidates(start)
    for encoding in candidates:
        if _decodes(file, encoding):
            return encoding
    raise BadFile("file_encoding")


def require_encoding(file: IO[bytes], encoding: str) -> str:
    """The encoding that somebody told, if the whole file can be read in it; BadFile otherwise."""
    if encoding not in ENCODINGS or not _decodes(file, encoding):
        raise BadFile("file_encoding")
    return encoding


def _candidates(start: bytes) -> list[str]:
    if b"\0" not in start:
        if len(start.translate(None, _CONTROLS)) * 100 < len(start) * 99:
            raise BadFile("file_no_text")
        return ["utf-8", "cp1252", "latin-1"]
    # Every second byte of Western text in UTF-16 is zero: which half tells the order.
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 < len(start) or min(even, odd) * 10 > max(even, odd):
        raise BadFile("file_no_text")
    return ["utf-16-le" if odd > even else "utf-16-be"]


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def start_of(file: IO[bytes]) -> int:
    """The byte at which the text begins, after a mark of UTF-8."""
    file.seek(0)
    return len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0


def sample_of(file: IO[bytes], *, encoding: str, start: int) -> str:
    """The first lines of a text, to look at."""
    file.seek(start)
    return file.read(_SAMPLE).decode(encoding, errors="replace")


def sniff_separator(sample: str) -> str:
    """The separator that cuts out a column of phones, and the most even table; else a comma."""
    lines = sample.splitlines()[:50]

    def fitness(separator: str) -> tuple[bool, int, int]:
        rows = [row for row in _parsed(lines, separator) if row]
        width = len(rows[0]) if rows else 0
        if width < 2:
            return (False, 0, 0)
        names = {words_of(cell) for cell in rows[0]}
        even = sum(len(row) == width for row in rows) * 100 // len(rows)
        return (not names.isdisjoint(PHONES), even, len(names))

    return max(SEPARATORS, key=fitness)


def _parsed(lines: list[str], separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return []


class Rows(Iterator[Row]):
    """Every row that is not blank, one by one, read as `csv` does; BadFile at one that can't be.

    `start` is the byte at which a row begins, `before` how many rows stand before it. `number` is
    that of the row last read, and `end` the byte after it. `file` must seek; close the rows
    before it.
    """

    def __init__(
        self, file: IO[bytes], *, encoding: str, separator: str, start: int = 0, before: int = 0
    ) -> None:
        file.seek(start)
        self.number, self.end = before, start
        self._read, self._encoding = start, encoding
        self._text = io.TextIOWrapper(file, encoding=encoding, newline="")
        self._cells = csv.reader(self._lines(), delimiter=separator)

    def __next__(self) -> Row:
        while True:
            try:
                cells = next(self._cells)
            except csv.Error as error:
                raise BadFile("file_broken_row", row=self.number + 1) from error
            self.number, self.end = self.number + 1, self._read
            if len(cells) > MAX_COLUMNS:
                raise BadFile("file_too_wide", limit=MAX_COLUMNS)
            if any(map(str.strip, cells)):
                return self.number, cells

    def close(self) -> None:
        """Let go of the file, which stays open."""
        self._text.detach()

    def _lines(self) -> Iterator[str]:
        """The lines of the text, none of them without end."""
        while line := self._text.readline(_MAX_LINE):
            if len(line) >= _MAX_LINE:
                raise BadFile("file_long_row", row=self.number + 1)
            if "\0" in line:
                raise BadFile("file_nul", row=self.number + 1)
            self._read += len(line.encode(self._encoding))
            yield line
