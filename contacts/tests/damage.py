"""Files as the world sends them, and worse: made by chance, each from its own number."""

import codecs
import io
import random
import struct
import zipfile

from contacts.tests.workbooks import cell, raw_xlsx, xlsx

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-be", "utf-32", "utf-7")
HEADERS = ("Teléfono", "Nombre", "Phone", "E-mail", "País", "Lista", "", "Teléfono", "Zona horaria")
ODD = (
    "612345678", "+34 612 345 678", "3,46E+11", "=1+1", '"', '""', "'", "\0", "\r", "\n", "\u202e",
    "\ud83d\ude00", "ñ" * 300, "x" * 5000, "Europe/Madrid", "Nowhere/Never", "a@b.es", "@", ";",
    ",", "\t", "|", "\x1f", "\\", "\\N", "\\.", "ES", "XX",
    "٦١٢٣٤٥٦٧٨", "６１２３４５６７８", "<b>", "%s", "{}",
)  # fmt: skip
_BEGINNINGS = (
    b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", codecs.BOM_UTF8, codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, b"Tel\n", b"Tel;Nombre\r\n", b"<html>", b"\x1f\x8b",
)  # fmt: skip


def some_file(number: int) -> tuple[str, bytes]:
    """A file's name and what is in it; the same for the same number."""
    chance = random.Random(number)
    make = chance.choices((_bytes, _table, _damaged_table, _workbook), (25, 35, 25, 15))[0]
    name = chance.choice(("a.csv", "a.xlsx", "b.ods", "c.xls", "d.txt", ".csv", "é\u202e.csv", "x"))
    return name, make(chance)


def _bytes(chance: random.Random) -> bytes:
    return chance.choice(_BEGINNINGS) + chance.randbytes(chance.randrange(2000))


def _table(chance: random.Random) -> bytes:
    separator = chance.choice((",", ";", "\t", "|", ":", " "))
    width = chance.choice((1, 2, 3, 5, 9, 40, 600))
    rows = [[chance.choice(HEADERS) for _ in range(width)]]
    rows += [
        [chance.choice(ODD) for _ in range(max(0, width + chance.choice((-1, 0, 0, 0, 1))))]
        for _ in range(chance.randrange(30))
    ]
    mark = chance.choice(("", "", '"'))
    newline = chance.choice(("\n", "\r\n", "\r", "\n\n", "\x0b", "\u2028"))
    text = newline.join(separator.join(f"{mark}{each}{mark}" for each in row) for row in rows)
    return text.encode(chance.choice(ENCODINGS), errors="replace")


def _damaged_table(chance: random.Random) -> bytes:
    return _damaged(chance, _table(chance))


def _workbook(chance: random.Random) -> bytes:
    rows = [["Teléfono", "Nombre"], *([chance.choice(ODD[:6]), n] for n in range(5))]
    sheet = "".join(
        f'<row r="{chance.choice((1, 2, 0, -1, 2**31))}">{cell("A1", chance.choice(ODD[:3]))}</row>'
        for _ in range(3)
    )
    whole = chance.choice((lambda: xlsx(rows), lambda: raw_xlsx(sheet)))()
    return whole if chance.random() < 0.2 else _damaged(chance, whole)


def _damaged(chance: random.Random, whole: bytes) -> bytes:
    damaged = bytearray(whole or b"?")
    for _ in range(chance.randrange(1, 20)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged[: chance.randrange(len(damaged) // 2, len(damaged) + 1)])


def claiming(size: int) -> bytes:
    """A workbook of a few hundred bytes whose directory says that its sheet has so many."""
    honest = raw_xlsx(f'<row r="1">{cell("A1", "Tel")}</row>')
    name = b"xl/worksheets/sheet1.xml"
    at = honest.rindex(name) - 46  # the sheet's line in the archive's directory
    extra = struct.pack("<HHQ", 1, 8, size)
    entry = honest[at : at + 24] + b"\xff\xff\xff\xff" + honest[at + 28 : at + 46]
    entry = entry[:30] + struct.pack("<H", len(extra)) + entry[32:] + name + extra
    directory_end = honest.rindex(b"PK\x05\x06")
    rest = honest[at + 46 + len(name) : directory_end]
    first = honest.index(b"PK\x01\x02")
    directory = honest[first:at] + entry + rest
    tail = bytearray(honest[directory_end:])
    tail[12:16] = struct.pack("<I", len(directory))
    return honest[:first] + directory + bytes(tail)


def bomb(size: int) -> bytes:
    """A workbook whose sheet is so many spaces, squeezed into little."""
    file = io.BytesIO(raw_xlsx(f'<row r="1">{cell("A1", "Tel")}</row>'))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(size >> 20):
            member.write(b" " * (1 << 20))
    return file.getvalue()
