"""What a scheduled report says: an organisation's calls over some days, as rows and as a page."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import IO, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Organization
from calls.models import Outcome
from campaigns.models import Campaign
from lib.spreadsheet import csv_lines, write_xlsx
from reports.costs import cost_of_goal
from reports.figures import Counts, Scope, by_campaign, by_day, read, total
from reports.models import ScheduledReport
from reports.pdf import Section, document_of, number
from reports.period import Period

Row = list[Any]


def file_of(report: ScheduledReport, period: Period) -> IO[bytes]:
    """The file of a report, at its beginning, in the active language. The caller closes it."""
    scope = _scope(report, period)
    if report.format == ScheduledReport.Format.PDF:
        return _pdf(report, scope, period)
    header, rows = day_rows(report.organization, scope)
    if report.format == ScheduledReport.Format.XLSX:
        return write_xlsx(header, rows)
    file = tempfile.SpooledTemporaryFile(max_size=1_000_000)  # noqa: SIM115  (the caller closes)
    for line in csv_lines(header, rows):
        file.write(line.encode())
    file.seek(0)
    return file


def day_rows(organization: Organization, scope: Scope) -> tuple[Row, Iterable[Row]]:
    """The header, and a row for each day on which a campaign called."""
    header = [
        _("Day"), _("Campaign"), _("Calls"), _("Answered"), _("Goal met"), _("Minutes of talk"),
    ]  # fmt: skip
    return header, _day_rows(organization, scope)


def _day_rows(organization: Organization, scope: Scope) -> Iterator[Row]:
    names = _names(organization, by_campaign(scope))
    by_campaign_and_day = {
        pk: by_day(replace(scope, campaigns=(pk,))) for pk in sorted(names, key=names.__getitem__)
    }
    for day in sorted({day for days in by_campaign_and_day.values() for day in days}):
        for pk, days in by_campaign_and_day.items():
            if found := days.get(day, {}).get(""):
                minutes = round(found.seconds / 60, 1)
                yield [day.isoformat(), names[pk], found.calls, found.reached, found.goals, minutes]


def _scope(report: ScheduledReport, period: Period) -> Scope:
    chosen = (report.campaign_id,) if report.campaign_id else None
    return Scope(report.organization_id, chosen, period.days)


def _names(organization: Organization, counts: Iterable[int]) -> dict[int, str]:
    """Those of lists of people: single calls are in the totals, and have no name of their own."""
    lists = Campaign.objects.filter(organization=organization, kind=Campaign.Kind.LIST)
    return dict(lists.filter(pk__in=list(counts)).values_list("pk", "name"))


def _pdf(report: ScheduledReport, scope: Scope, period: Period) -> IO[bytes]:
    now, before = total(scope), total(replace(scope, days=period.previous.days))
    outcomes = read(scope, ["outcome"])["outcome"]
    labels = {**dict(Outcome.choices), "": _("Under way")}
    campaigns = by_campaign(scope)
    names = _names(report.organization, campaigns)
    return document_of(
        report.name,
        f"{report.organization} · {_day(period.since)} – {_day(period.until)}",
        [
            Section(_("In figures, and in as many days before"), _totals(now, before)),
            Section(
                _("What came of the calls"),
                [
                    (str(labels[key]), number(one.calls))
                    for key, one in sorted(outcomes.items(), key=lambda pair: -pair[1].calls)
                ],
            ),
            Section(
                _("Campaigns: calls, and goals that were met"),
                [
                    (names[pk], f"{number(one.calls)} · {number(one.goals)}")
                    for pk, one in sorted(campaigns.items(), key=lambda pair: -pair[1].calls)
                    if pk in names
                ],
            ),
        ],
    )


def _totals(now: Counts, before: Counts) -> list[tuple[str, str]]:
    def both(name: str, text: Any) -> tuple[str, str]:
        return name, f"{text(now)}  ({text(before)})"

    return [
        both(_("Calls"), lambda one: number(one.calls)),
        both(_("Answered by a person"), lambda one: f"{round(one.answer_rate * 100)} %"),
        both(_("Goal met"), lambda one: number(one.goals)),
        both(_("Phone cost a goal"), _cost),
    ]


def _cost(counts: Counts) -> str:
    cost = cost_of_goal(counts)
    return "—" if cost is None else f"{number(cost, 2)} USD"


def _day(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
