"""Cut into pieces or read in one go, by one process or by several: the rows are the same."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts import pieces, readers
from contacts.columns import recognize
from contacts.digest import Reader
from contacts.table import open_table

HEADER = "Tel,Nombre,Nota\n"
CELLS = st.text(alphabet='ab", \n\r;é1', max_size=6)


def rows_in_pieces(content: bytes, size: int) -> list[tuple[int, list[str]]]:
    found, before = [], 0
    for piece in pieces.cut(io.BytesIO(content), encoding="utf-8", separator=",", start=0):
        if piece.rows is not None:
            rows, lines = list(piece.rows), piece.lines
        else:
            text = io.StringIO(piece.content.decode(), newline="")
            read = list(enumerate(csv.reader(text), start=1))
            rows, lines = [(n, row) for n, row in read if any(map(str.strip, row))], len(read)
        found += [(before + number, cells) for number, cells in rows]
        before += lines
    return found


def rows_in_one(content: bytes) -> list[tuple[int, list[str]]]:
    text = io.StringIO(content.decode(), newline="")
    rows = enumerate(csv.reader(text), start=1)
    return [(number, row) for number, row in rows if any(map(str.strip, row))]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=4), max_size=12), st.integers(1, 60), st.booleans())
def test_well_formed_files_are_the_same_in_pieces(rows, size, quote_all):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL).writerows(rows)
    content = text.getvalue().encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SIZE", size)
        assert rows_in_pieces(content, size) == rows_in_one(content)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet='a",\n\r é1', max_size=80), st.integers(1, 40))
def test_files_with_marks_anywhere_are_the_same_in_pieces(text, size):
    content = text.encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SIZE", size)
        patch.setattr(pieces, "_ROWS", 2)
        assert rows_in_pieces(content, size) == rows_in_one(content)


def test_several_processes_answer_as_one_does_and_in_order(monkeypatch):
    people = "".join(f'6{n:08},"Íñi\\go {n}",\n12,malo,\n' for n in range(10_000_000, 10_003_000))
    content = (HEADER + people).encode()
    monkeypatch.setattr(pieces, "SIZE", 9000)
    with open_table(io.BytesIO(content)) as table:
        reader = Reader(recognize(table.header), table.encoding, table.separator, "ES")

        def digested(rows):
            cut = pieces.cut(table.file, encoding=table.encoding, separator=",", start=table.start)
            return list(readers.digests(reader, cut, rows=rows))

        alone, together = digested(1), digested(10**6)
    assert len(alone) > 10
    assert alone == together
    assert sum(digest.rows for digest in alone) == 6000
