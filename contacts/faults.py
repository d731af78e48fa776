"""What can be wrong with a file, or with a row of it, and the sentence that says so to a person."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib.errors import InvalidInput, Text
from lib.phone import PHONE_FAULTS

FILE_FAULTS = {
    "file_empty": _("The file is empty."),
    "file_missing": _("The file is no longer there. Upload it again."),
    "file_too_big": _("The file is too big: {limit} MB is the most."),
    "file_no_text": _("This is no table: save it as CSV or as a spreadsheet (XLSX, ODS)."),
    "file_web_page": _(
        "This is a web page, not a spreadsheet: open it and save it as XLSX or CSV."
    ),
    "file_encoding": _("The characters of this file can't be read: save it as CSV in UTF-8."),
    "file_nul": _("Row {row} holds characters that no text has: the file is damaged."),
    "file_long_row": _("Row {row} is too long to be a row: a quotation mark may not be closed."),
    "file_broken_row": _("Row {row} can't be read: a quotation mark may not be closed."),
    "file_too_wide": _("The file has more than {limit} columns."),
    "workbook_unreadable": _("This spreadsheet can't be opened: it is damaged, or no spreadsheet."),
    "workbook_protected": _("This spreadsheet is protected by a password: save it without one."),
    "workbook_too_big": _("This spreadsheet is too big to be opened: save it as CSV."),
    "columns_no_phone": _(
        "No column holds phone numbers: call one “Phone” in the first row. There are: {columns}."
    ),
    "columns_no_header": _("The first row must name the columns: one of them “Phone”."),
    "columns_twice": _("Two columns can't both be the same thing, phones apart."),
    "too_many_contacts": _("That would be more contacts than this organisation may have."),
    "import_canceled": _("It was canceled. What was read before is kept."),
    "import_stalled": _("The import was interrupted too often. Nothing is lost: upload it again."),
}
"""The whole file can't be read (further): code → sentence."""

ROW_FAULTS: dict[str, Text] = PHONE_FAULTS | {
    "duplicate_in_file": _("The same number as in row {detail}."),
    "country_unknown": _(
        "The country “{detail}” is not known, and the number has no country code."
    ),
    "time_zone_unknown": _("The time zone “{detail}” is not known: write it like Europe/Madrid."),
    "row_too_wide": _("This row has more cells than there are columns."),
    "value_too_long": _("The text in “{detail}” is too long."),
}
"""A row can't become a contact: code → sentence."""


Fault = dict[str, str | int]
"""A fault as it is stored or sent: its `code` and what the sentence about it names."""


class BadFile(InvalidInput):
    """The file can't be read (further). `code` is one of FILE_FAULTS; `details` fill it in."""

    def __init__(self, code: str, **details: str | int) -> None:
        sentence = format_lazy(FILE_FAULTS[code], **details)
        super().__init__(code, sentence, fields={"file": sentence})
        self.details = details

    @classmethod
    def of(cls, record: Fault) -> "BadFile":
        """The fault that was stored or sent as this record."""
        return cls(str(record["code"]), **{k: v for k, v in record.items() if k != "code"})

    def as_record(self) -> Fault:
        """What is stored of it, for `file_sentence`."""
        return {"code": self.code, **self.details}


def file_sentence(record: Mapping[str, Any]) -> str:
    """What was wrong with a file, in the reader's language."""
    details = {name: value for name, value in record.items() if name != "code"}
    return str(FILE_FAULTS[record["code"]]).format(**details)


def row_sentence(reason: str, detail: str) -> str:
    """Why a row was rejected, in the reader's language."""
    return str(ROW_FAULTS.get(reason, gettext("It can't be read."))).format(detail=detail)
