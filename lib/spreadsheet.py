"""Rows as CSV or XLSX, one at a time, in which no cell is a formula."""

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

BOM = "\ufeff"
"""Without it, Excel takes the accents of a UTF-8 file for something else."""

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def csv_lines(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of a CSV file for a spreadsheet, each made when it is asked for."""
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([safe(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def csv_download(
    name: str, header: Iterable[Any], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    """An answer that streams `name`.csv. The rows are read after the view has returned."""
    response = StreamingHttpResponse(
        csv_lines(header, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def xlsx_download(name: str, header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> FileResponse:
    """An answer with `name`.xlsx."""
    file = write_xlsx(header, rows)  # the answer closes it
    response = FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")
    response["Cache-Control"] = "no-store"
    return response


def write_xlsx(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> IO[bytes]:
    """An XLSX file, at its beginning; the caller closes it. Rows are written to the disk one at a
    time, never all held."""
    from openpyxl import Workbook  # noqa: PLC0415  (with NumPy, it is slow to load: few need it)

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([safe(cell) for cell in header])
    for row in rows:
        sheet.append([safe(cell) for cell in row])
    file = tempfile.SpooledTemporaryFile(max_size=1_000_000)  # noqa: SIM115  (the caller closes)
    book.save(file)
    file.seek(0)
    return file


def safe(cell: Any) -> Any:
    """A cell that a spreadsheet shows and never runs: what could be a formula gets an apostrophe.

    Numbers stay numbers.
    """
    if isinstance(cell, (int, float)):
        return cell
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def clock(moment: dt.datetime | None, zone: dt.tzinfo) -> str:
    """A time as spreadsheets read it, by the clock of a zone; "" for none."""
    return timezone.localtime(moment, zone).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


class _Echo:
    """A file whose `write` hands the line back: csv.writer returns it."""

    def write(self, line: str) -> str:
        return line
