"""Whether the demo's campaign is over, and whether its books agree with the simulator's."""

import json
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, Sum

from calls.lifecycle import NEVER_RUNG
from calls.models import Call
from campaigns.ledger import DIALABLE, IN_HAND
from campaigns.models import Campaign, Target
from contacts.models import Import
from reports.campaign_report import CampaignReport


@dataclass(frozen=True, slots=True)
class Books:
    """The simulator's ledger of rings against the calls that we know of."""

    rings: int
    double_rings: int
    unknown_rings: int
    placed: int
    problems: list[str] = field(default_factory=list)


def is_over(campaign: Campaign) -> bool:
    """Whether nobody is left to be called but those who were promised a call at a later time."""
    open_targets = campaign.targets.filter(state__in=DIALABLE | IN_HAND)
    return not open_targets.exclude(reason="callback").exists()


def progress_line(campaign: Campaign) -> str:
    """Where a campaign stands, in one line."""
    counts = {
        row["state"]: row["count"]
        for row in campaign.targets.values("state").annotate(count=Count("pk"))
    }
    total = sum(counts.values())
    open_count = sum(counts.get(state, 0) for state in DIALABLE | IN_HAND)
    talking = Call.objects.filter(targets__campaign=campaign, status="in_progress").count()
    return (
        f"{campaign.name}: {total - open_count}/{total} settled · "
        f"{counts.get('calling', 0)} on the line · {talking} talking · "
        f"{counts.get('waiting', 0)} to be called again"
    )


def compare_books(campaign: Campaign) -> Books:
    """Hold every ring of the simulator's ledger against the calls in the database."""
    rings = [entry["token"] for entry in _ledger()]
    ours = dict(
        Call.objects.filter(organization=campaign.organization).values_list("token", "status")
    )
    placed = {token for token, status in ours.items() if status not in NEVER_RUNG}
    again = len(rings) - len(set(rings))
    strangers = sum(token not in ours for token in rings)
    problems = []
    if strangers:
        problems.append(f"{strangers} rings belong to no call of ours")
    if set(rings) != placed:
        problems.append(f"{len(placed ^ set(rings))} calls and rings do not match")
    if overcalled := _rung_more_often_than_attempted(campaign):
        problems.append(f"{overcalled} people have more calls than attempts")
    return Books(
        rings=len(rings),
        double_rings=again + overcalled,
        unknown_rings=strangers,
        placed=len(placed),
        problems=problems,
    )


def _rung_more_often_than_attempted(campaign: Campaign) -> int:
    """Targets whose contact has more placed calls than the target counts attempts."""
    placed = Count("contact__calls", filter=~Q(contact__calls__status__in=sorted(NEVER_RUNG)))
    targets = Target.objects.filter(campaign=campaign).exclude(state__in=IN_HAND)
    return sum(
        placed_calls > attempts
        for placed_calls, attempts in targets.annotate(placed=placed).values_list(
            "placed", "attempts"
        )
    )


def _ledger() -> list[dict[str, Any]]:
    address = f"{settings.SIMULATOR_URL}/_simulator/ledger?kind=ring"
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  (our own setting)
        entries: list[dict[str, Any]] = json.load(answer)["entries"]
    return entries


def rows_in_files(campaign: Campaign) -> int:
    """How many people the files of a campaign's lists name, well or badly."""
    files = Import.objects.filter(contact_list__in=campaign.lists.all())
    rows: int = files.aggregate(rows=Sum("total", default=0))["rows"]
    return rows


def as_json(report: CampaignReport, books: Books, *, rows: int, seconds: float) -> dict[str, Any]:
    """The last line of `./dev run --once`. `contacts` are the rows of the file."""
    return {
        "contacts": rows,
        "imported": report.imported,
        "rejected": report.rejected,
        "skipped": report.skipped,
        "calls": report.calls,
        "rings": books.rings,
        "double_rings": books.double_rings,
        "seconds": round(seconds, 1),
    }


def faults_in(report: CampaignReport, books: Books, *, rows: int) -> list[str]:
    """Why the run is not a success; empty when every contact is accounted for."""
    faults = list(books.problems)
    if report.unexplained:
        faults.append(f"{report.unexplained} contacts are not explained")
    if rows != report.imported + report.rejected:
        faults.append(f"{rows} rows, but {report.imported} + {report.rejected} in the report")
    if report.contacts != report.imported:
        faults.append(f"{report.imported} imported, but {report.contacts} in the campaign")
    if books.double_rings:
        faults.append(f"{books.double_rings} double rings")
    if books.rings != books.placed:
        faults.append(f"{books.rings} rings but {books.placed} calls placed")
    return faults
