"""A table out of any file that people call a spreadsheet: CSV and its kin, XLSX, XLS, ODS."""

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from contacts import delimited, workbook
from contacts.delimited import Row
from contacts.faults import FILE_FAULTS, BadFile

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How archives (XLSX, ODS) and Microsoft's old containers (XLS) begin."""

_WEB_PAGES = (b"<!doctype", b"<html", b"<head", b"<meta", b"<style", b"<table", b"<?xml")
_WIDE = ("utf-16", "utf-32")
_SECONDS = 2 * workbook.SECONDS
"""The child's time on the clock; its time on the processor is limited by itself."""


@dataclass(frozen=True, slots=True)
class Table:
    """The first row that is not blank, and the others. `estimate` is about how many they are.

    They stand as text in `file`, which writes ASCII as ASCII, from the byte `start` on, after
    `before` rows. `said` is the encoding of the file that was uploaded ("" for a workbook).
    """

    header: list[str]
    rows: Iterator[Row]
    estimate: int
    file: IO[bytes]
    encoding: str
    separator: str
    start: int
    before: int
    said: str


def is_workbook(file: IO[bytes]) -> bool:
    """Whether this is no text but something that a child has to open."""
    file.seek(0)
    return file.read(8).startswith(_WORKBOOKS)


@contextmanager
def open_table(file: IO[bytes], *, encoding: str = "", separator: str = "") -> Iterator[Table]:
    """The table in this file, which must seek; BadFile, now or at a row, when it can't be read.

    Encoding and separator of a text are sniffed where they are not told.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if is_workbook(file):
            said, encoding, separator = "", "utf-8", ","
            text: IO[bytes] = stack.enter_context(_convert(file, folder).open("rb"))
        else:
            _require_text(file)
            said = encoding = (
                delimited.require_encoding(file, encoding)
                if encoding
                else delimited.sniff_encoding(file)
            )
            text = file
            if encoding.startswith(_WIDE):
                text = stack.enter_context(_as_utf8(file, encoding, folder).open("rb"))
                encoding = "utf-8"
        start = delimited.start_of(text)
        sample = delimited.sample_of(text, encoding=encoding, start=start)
        separator = separator or delimited.sniff_separator(sample)
        lines = _count_lines(text)
        rows = delimited.Rows(text, encoding=encoding, separator=separator, start=start)
        stack.callback(rows.close)
        first = next(rows, None)
        if first is None:
            raise BadFile("file_empty")
        yield Table(
            header=first[1],
            rows=rows,
            estimate=max(0, lines - first[0]),
            file=text,
            encoding=encoding,
            separator=separator,
            start=rows.end,
            before=first[0],
            said=said,
        )


def _as_utf8(file: IO[bytes], encoding: str, folder: Path) -> Path:
    """The text in characters of which every line's end is one byte; its path."""
    target = folder / "text.csv"
    file.seek(0)
    source = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        with target.open("w", encoding="utf-8", newline="") as copy:
            shutil.copyfileobj(source, copy)
    except UnicodeError as error:
        raise BadFile("file_encoding") from error
    finally:
        source.detach()
    return target


def _require_text(file: IO[bytes]) -> None:
    file.seek(0)
    start = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise BadFile("file_empty")
    if start.startswith(_WEB_PAGES):
        raise BadFile("file_web_page")
    if start.startswith(b"%pdf"):
        raise BadFile("file_no_text")


def _count_lines(file: IO[bytes]) -> int:
    file.seek(0)
    count, last = 0, b"\n"
    while chunk := file.read(1 << 20):
        count += chunk.count(b"\n") or chunk.count(b"\r")
        last = chunk[-1:]
    return count + (last not in (b"\n", b"\r"))


def _convert(file: IO[bytes], folder: Path) -> Path:
    """Have a child write the workbook's first sheet as CSV; its path."""
    source, target = folder / "workbook", folder / "sheet.csv"
    file.seek(0)
    with source.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    command = [sys.executable, "-I", workbook.__file__, str(source), str(target)]
    try:
        child = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BadFile("workbook_too_big") from error
    if child.returncode:
        said = child.stdout.decode(errors="replace")
        # A child that could say nothing was stopped by its limits.
        raise BadFile(said if said in FILE_FAULTS else "workbook_too_big")
    return target
