"""A program of its own: writes the first visible sheet of a workbook as CSV.

    python -I workbook.py SOURCE TARGET

A file of two cells can claim a sheet of sixteen billion, and the library that reads workbooks
ends its process when memory does. So it runs in a child with little memory and time, which may
die without taking anything along. It prints the code of what went wrong, and exits 0 when
nothing did. Imports nothing of the project.
"""

import contextlib
import csv
import datetime as dt
import resource
import sys
import zipfile
import zlib
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY = 512 << 20
SECONDS = 30
_UNPACKED = 1 << 30
_PACKED_BY = 200
_SMALL = 50 << 20
_CHUNK = 1 << 20

Cell = str | float | bool | int | dt.date | dt.datetime | dt.time | dt.timedelta


class Refused(Exception):
    """The workbook is not read; the argument is the code that says why."""


def main(source: Path, target: Path) -> None:
    """Read the workbook at `source` into the CSV file `target`; Refused when it can't be."""
    limit_ourselves()
    if zipfile.is_zipfile(source):
        require_honest_size(source)
    try:
        with CalamineWorkbook.from_path(source) as workbook:
            write_csv(first_sheet(workbook), target)
    except PasswordError as error:
        raise Refused("workbook_protected") from error
    except (CalamineError, MemoryError) as error:
        too_big = isinstance(error, MemoryError)
        raise Refused("workbook_too_big" if too_big else "workbook_unreadable") from error


def limit_ourselves() -> None:
    """Memory, time and size of what we write. A system that can't limit one does without it."""
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, _UNPACKED),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, limit in limits:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def require_honest_size(path: Path) -> None:
    """Refuse an archive that unpacks to too much, or to other than it claims."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            packed = max(1, path.stat().st_size)
            if unpacked > _UNPACKED or (unpacked > _SMALL and unpacked // packed > _PACKED_BY):
                raise Refused("workbook_too_big")
            for member in members:
                with archive.open(member) as content:  # stops at the claimed size, checks the sum
                    while content.read(_CHUNK):
                        pass
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise Refused("workbook_unreadable") from error
    except RuntimeError as error:
        raise Refused("workbook_protected") from error


def first_sheet(workbook: CalamineWorkbook) -> CalamineSheet:
    """The first sheet that a person would see."""
    for number, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
            return workbook.get_sheet_by_index(number)
    raise Refused("file_empty")


def write_csv(sheet: CalamineSheet, target: Path) -> None:
    """All rows from the sheet's first on, so that their numbers are the spreadsheet's."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in sheet.iter_rows():
            writer.writerow([text_of(cell) for cell in row])


def text_of(cell: Cell) -> str:
    """A cell as its person sees it: whole numbers without a fraction, dates as ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, (dt.date, dt.datetime, dt.time)):
        return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except Refused as refusal:
        sys.stdout.write(str(refusal))
        sys.exit(1)
