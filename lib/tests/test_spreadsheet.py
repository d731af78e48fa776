import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from lib.spreadsheet import BOM, csv_download, csv_lines, safe


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_it_disarms_every_cell_that_could_be_a_formula(sign):
    assert safe(f"{sign}cmd|'/C calc'!A1") == f"'{sign}cmd|'/C calc'!A1"


def test_it_leaves_numbers_and_plain_texts_as_they_are():
    assert [safe(cell) for cell in (-3, 2.5, "a=b", "", None)] == [-3, 2.5, "a=b", "", ""]


def test_a_spreadsheet_reads_back_what_was_written():
    rows: list[list[Any]] = [["José «el»", 'two\nlines, "quoted"', 7], ["", None, -1]]
    text = "".join(csv_lines(["name", "note", "n"], rows))
    assert text.startswith(BOM)
    read = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert read == [
        ["name", "note", "n"],
        ["José «el»", 'two\nlines, "quoted"', "7"],
        ["", "", "-1"],
    ]


def test_it_reads_a_row_only_when_its_line_is_due():
    drawn = []

    def rows():
        for number in range(1000):
            drawn.append(number)
            yield [number]

    response = csv_download("people", ["n"], rows())
    lines: Iterator[bytes] = iter(response.streaming_content)  # type: ignore[arg-type]
    assert [next(lines), next(lines)] == [f"{BOM}n\r\n".encode(), b"0\r\n"]
    assert drawn == [0]
    assert response["Content-Disposition"] == 'attachment; filename="people.csv"'
