"""Reports as a PDF of a page or two."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from calls.models import Outcome
from campaigns.ledger import STATE_LABELS
from campaigns.models import Campaign
from reports.campaign_report import CampaignReport

LINE = colors.HexColor("#e5dfd2")
_TABLE = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
        ("ALIGN", (-1, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


@dataclass(frozen=True, slots=True)
class Section:
    """A table of two columns under a title; left out where it has no rows."""

    title: str
    rows: Sequence[tuple[str, str]]


def pdf_of(campaign: Campaign, report: CampaignReport) -> IO[bytes]:
    """A campaign's file, at its beginning; in the reader's language. The caller closes it."""
    outcomes = {**dict(Outcome.choices), "": _("Under way")}
    now = date_format(timezone.localtime(), "SHORT_DATETIME_FORMAT")
    return document_of(
        campaign.name,
        f"{campaign.get_status_display()} · {now}",
        [
            Section(
                _("In figures"),
                [
                    (_("People"), number(report.contacts)),
                    (_("Calls placed"), number(report.placed)),
                    (_("Answered by a person"), f"{round(report.answer_rate * 100)} %"),
                    (_("Goal met"), number(report.goals)),
                ],
            ),
            Section(
                _("What came of the calls"),
                [(str(outcomes[key]), number(count)) for key, count in report.calls.items()],
            ),
            Section(
                _("Where everybody stands"),
                [
                    (f"{STATE_LABELS[one.state]}: {one.sentence}", number(one.count))
                    for one in report.ledger.entries
                ],
            ),
        ],
    )


def document_of(title: str, subtitle: str, sections: Sequence[Section]) -> IO[bytes]:
    """A file of tables, at its beginning. The caller closes it."""
    styles = getSampleStyleSheet()
    parts: list[Flowable] = [
        Paragraph(escape(title), styles["Title"]),
        Paragraph(escape(subtitle), styles["Normal"]),
    ]
    for section in sections:
        parts += _table(section.title, section.rows)
    file = tempfile.SpooledTemporaryFile(max_size=1_000_000)  # noqa: SIM115  (the caller closes)
    document = SimpleDocTemplate(
        file, pagesize=A4, title=title, leftMargin=20 * mm, rightMargin=20 * mm
    )
    document.build(parts)
    file.seek(0)
    return file


def _table(title: str, rows: Sequence[tuple[str, str]]) -> list[Flowable]:
    if not rows:
        return []
    styles = getSampleStyleSheet()
    cells = [[Paragraph(escape(name), styles["Normal"]), value] for name, value in rows]
    return [
        Spacer(1, 6 * mm),
        Paragraph(escape(title), styles["Heading2"]),
        Table(cells, colWidths=[130 * mm, 40 * mm], style=_TABLE),
    ]


def number(value: int | Decimal, places: int = 0) -> str:
    """A number as the reader writes it."""
    return number_format(value, places, force_grouping=True)
