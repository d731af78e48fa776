"""`manage.py demo`: the rehearsal that `./dev run` shows."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from callsys.demo import demo_facts, ensure_demo
from callsys.demo_report import (
    as_json,
    compare_books,
    faults_in,
    is_over,
    progress_line,
    rows_in_files,
)
from reports.campaign_report import CampaignReport, campaign_report


class Command(BaseCommand):
    help = "Create the demo organisation, import its contacts and start its campaign."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--follow", action="store_true", help="print its progress, for good")
        parser.add_argument("--report", action="store_true", help="wait for its end and report")
        parser.add_argument("--patience", type=float, default=600.0, help="seconds to wait")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["follow"]:
            self._follow()
        elif options["report"]:
            self._report(options["patience"])
        else:
            self.stdout.write(json.dumps(demo_facts()))

    def _follow(self) -> None:
        campaign, last = ensure_demo(), ""
        while True:
            line = progress_line(campaign)
            if line != last:
                self.stdout.write(line)
                self.stdout.flush()
                last = line
            time.sleep(1)

    def _report(self, patience: float) -> None:
        campaign, started = ensure_demo(), time.monotonic()
        while not is_over(campaign):
            if time.monotonic() - started > patience:
                raise CommandError(f"not over after {patience:.0f} s: {progress_line(campaign)}")
            time.sleep(0.5)
        report, books = campaign_report(campaign), compare_books(campaign)
        rows = rows_in_files(campaign)
        self._table(report, rows)
        faults = faults_in(report, books, rows=rows)
        for fault in faults:
            self.stderr.write(f"FAULT: {fault}")
        seconds = time.monotonic() - started
        self.stdout.write(
            json.dumps(as_json(report, books, rows=rows, seconds=seconds), ensure_ascii=False)
        )
        if faults:
            raise CommandError("the campaign is not accounted for")

    def _table(self, report: CampaignReport, total: int) -> None:
        rows: list[tuple[str, object]] = [
            ("contacts in the file", total),
            ("imported", report.imported),
            ("rejected", report.rejected),
            *((f"  not called: {reason}", count) for reason, count in report.skipped.items()),
            *((f"  call: {outcome}", count) for outcome, count in report.calls.items()),
        ]
        for label, value in rows:
            self.stdout.write(f"{label:<40}{value!s:>8}")
        for row in report.rejected_rows:
            self.stdout.write(f"  row {row.row_number}: {row.reason} {row.detail}")
