import codecs
import csv
import io
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts import delimited
from contacts.columns import recognize
from contacts.faults import FILE_FAULTS, BadFile, file_sentence
from contacts.importer import Person, Rejection, parse_rows
from contacts.table import open_table
from contacts.tests.workbooks import cell, raw_xlsx, xlsx, xlsx_with_hidden_sheet
from lib.errors import InvalidInput

ROWS = [["Nombre", "Teléfono"], ["Ana Muñoz", "612345678"], ["Íñigo, hijo", "+52 55 1234 5678"]]


def written(rows, separator=",", newline="\r\n"):
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator=newline).writerows(rows)
    return file.getvalue()


def read(content: bytes):
    with open_table(io.BytesIO(content)) as table:
        return [table.header, *(cells for _number, cells in table.rows)]


def numbers(content: bytes):
    with open_table(io.BytesIO(content)) as table:
        return [number for number, _cells in table.rows]


def fault_of(content: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        read(content)
    assert caught.value.code in FILE_FAULTS
    return caught.value.code


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_it_reads_every_common_encoding_and_separator(separator, newline, encoding):
    assert read(written(ROWS, separator, newline).encode(encoding)) == ROWS


def test_an_accent_in_the_last_row_decides_the_encoding_of_a_long_file():
    plain = [["Ana", "612345678"]] * 20_000
    rows = [ROWS[0], *plain, ["Íñigo", "612345679"]]
    assert read(written(rows).encode("cp1252"))[-1] == ["Íñigo", "612345679"]


def test_the_separator_is_the_one_that_cuts_out_the_phones():
    text = "Apellidos, nombre;Teléfono;Nota\nGil, Ana;612345678;a, b, c\n"
    assert read(text.encode())[1] == ["Gil, Ana", "612345678", "a, b, c"]
    assert read(b"Phone\n612345678\n") == [["Phone"], ["612345678"]]


def test_a_quoted_cell_may_hold_separators_quotes_and_lines():
    rows = [ROWS[0], ['Ana "la de\nCádiz", S.L.', "612345678"]]
    assert read(written(rows, ";").encode()) == rows


def test_rows_are_numbered_as_a_spreadsheet_does_and_blank_ones_are_none():
    assert numbers(b"Tel;Nota\n612345678;\n\n ;\n612345679;\n") == [2, 5]
    assert numbers(b"\n\nTel\n612345678\n") == [4]


def test_xlsx_is_read_as_its_person_sees_it():
    content = xlsx([["Nombre", "Teléfono", "Alta"], ["Ana", 34612345678, None], [], ["Eva", 1.5]])
    assert read(content) == [
        ["Nombre", "Teléfono", "Alta"],
        ["Ana", "34612345678", ""],
        ["Eva", "1.5", ""],
    ]
    assert numbers(content) == [2, 4]


def test_the_first_sheet_that_a_person_sees_is_read():
    content = xlsx_with_hidden_sheet([["Tel"], ["1"]], [["Tel"], ["612345678"]])
    assert read(content) == [["Tel"], ["612345678"]]


def test_the_estimate_is_about_the_number_of_rows():
    with open_table(io.BytesIO(b"Tel\n" + b"612345678\n" * 999 + b"612345678")) as table:
        assert table.estimate == 1000


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "file_empty"),
        (b" \r\n\t\n", "file_empty"),
        (codecs.BOM_UTF8, "file_empty"),
        (b"\n\n,,\n", "file_empty"),
        (b"%PDF-1.7 ...", "file_no_text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "file_no_text"),
        (b"\x1f\x8b\x08" + bytes(range(1, 32)) * 50, "file_no_text"),
        (b"<html><table><tr><td>Tel", "file_web_page"),
        (codecs.BOM_UTF8 + b'  <?xml version="1.0"?>', "file_web_page"),
        (b"Tel,Nombre\n612345678,A" + b"\0" * 3 + b"na\n", "file_no_text"),
        (codecs.BOM_UTF8 + b"Tel\n6123\x0045678\n", "file_nul"),
        (codecs.BOM_UTF8 + b"Tel\n\xff\xfe\n", "file_encoding"),
        (codecs.BOM_UTF16_LE + "Tel\n6".encode("utf-16-le") + b"\x00\xd8\x01", "file_encoding"),
        (b"Tel,Nombre\n612345678,Ana\n" + b"x" * 600_000, "file_long_row"),
        (b'Tel\n612345678\n"' + b"612345678\n" * 20_000, "file_broken_row"),
        (b"Tel" + b"," * 600 + b"\n", "file_too_wide"),
        (b"PK\x03\x04 and then something else", "workbook_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook_unreadable"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(content, fault):
    assert fault_of(content) == fault


def test_a_broken_row_is_named():
    with pytest.raises(BadFile) as caught:
        read(b'Tel\n612345678\n612345679\n"' + b"612345678\n" * 20_000)
    assert caught.value.as_record() == {"code": "file_broken_row", "row": 4}
    assert "4" in file_sentence(caught.value.as_record())


@pytest.mark.parametrize(
    "content",
    [
        # Two cells at the ends of a sheet: sixteen thousand million between them.
        raw_xlsx(
            f'<row r="1">{cell("A1", "Tel")}</row><row r="1048576">{cell("XFD1048576", "6")}</row>'
        ),
        raw_xlsx(f'<row r="1">{cell("A1", "Tel")}</row>', **{"bomb.xml": " " * (300 << 20)}),
        raw_xlsx(
            f'<row r="1">{cell("A1", "Tel")}</row>'
            + "".join(f'<row r="{n}">{cell(f"A{n}", "6" * 30_000)}</row>' for n in range(2, 20_000))
        ),
    ],
    ids=["two distant cells", "a bomb beside the sheet", "a sheet of 600 MB"],
)
def test_a_workbook_that_would_fill_the_memory_is_refused_soon(content):
    start = time.monotonic()
    assert fault_of(content) == "workbook_too_big"
    assert time.monotonic() - start < 60


def test_a_workbook_that_lies_about_its_size_is_refused():
    honest = raw_xlsx(f'<row r="1">{cell("A1", "x" * 4000)}</row>')
    name = b"xl/worksheets/sheet1.xml"
    entry = honest.rindex(name) - 46  # its line in the archive's directory
    size = int.from_bytes(honest[entry + 24 : entry + 28], "little")
    lying = honest[: entry + 24] + (size // 2).to_bytes(4, "little") + honest[entry + 28 :]
    assert fault_of(lying) == "workbook_unreadable"


def test_a_workbook_that_defines_entities_is_refused():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    prologue = f'<!DOCTYPE worksheet [<!ENTITY l0 "ha">{laughs}]>'
    content = raw_xlsx(f'<row r="1">{cell("A1", "&l9;")}</row>', prologue)
    assert fault_of(content) == "workbook_unreadable"


def import_everything(content: bytes) -> None:
    """Whatever the file: rows, or one clear message."""
    try:
        with open_table(io.BytesIO(content)) as table:
            columns = recognize(table.header)
            for found in parse_rows(table.rows, columns, default_country="ES"):
                assert isinstance(found, (Person, Rejection))
    except InvalidInput as error:
        assert error.code in FILE_FAULTS
        assert str(error)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_rows_or_in_a_message(content):
    import_everything(content)
    import_everything(b"Tel;Nombre\n" + content)


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(st.lists(st.text(max_size=15), max_size=5), max_size=8),
    separator=st.sampled_from(delimited.SEPARATORS),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig", "utf-32"]),
)
def test_any_table_ends_in_rows_or_in_a_message(rows, separator, encoding):
    text = written([["Nombre", "Teléfono", "Nota"], *rows], separator)
    import_everything(text.encode(encoding, errors="replace"))


def test_damaged_workbooks_end_in_rows_or_in_a_message():
    whole = xlsx(ROWS)
    chance = random.Random(7)
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 20)):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        import_everything(bytes(damaged[: chance.randrange(len(damaged) // 2, len(damaged) + 1)]))
