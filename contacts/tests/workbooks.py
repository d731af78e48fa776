"""Workbooks for tests: honest ones, and ones that lie."""

import io
import zipfile

import openpyxl

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{type}" Target="{target}"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(rows) -> bytes:
    """A workbook whose first sheet holds these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return _bytes_of(book)


def xlsx_with_hidden_sheet(hidden, shown) -> bytes:
    """A workbook whose first sheet nobody sees."""
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    for row in hidden:
        book.active.append(row)
    sheet = book.create_sheet()
    for row in shown:
        sheet.append(row)
    book.active = 1
    return _bytes_of(book)


def raw_xlsx(sheet: str, prologue: str = "", **others: str) -> bytes:
    """A workbook with this XML for its rows, and these other members (`name` → text)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "_rels/.rels",
            _RELATIONS.format(type=f"{_OFFICE}/officeDocument", target="xl/workbook.xml"),
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _RELATIONS.format(type=f"{_OFFICE}/worksheet", target="worksheets/sheet1.xml"),
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'{prologue}<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        )
        for name, text in others.items():
            archive.writestr(name, text)
    return file.getvalue()


def cell(place: str, text: str) -> str:
    """A cell of text, as XML."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _bytes_of(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
