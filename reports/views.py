"""Pages of reports: campaigns side by side, and one campaign in full."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import Access
from accounts.pages import PageRequest, page
from calls.models import Outcome
from calls.words import OUTCOME_TONES
from campaigns.models import Campaign
from campaigns.progress import segments_of
from campaigns.selectors import campaigns_of
from lib.errors import Text
from lib.keyset import page_of
from lib.spreadsheet import csv_download
from reports.campaign_report import CampaignReport, campaign_report
from reports.charts import Bar, bars_of
from reports.exports import call_rows
from reports.overview import summaries


@require_GET
@page("reports.view")
def report_list(request: PageRequest) -> HttpResponse:
    """Every campaign with what came of it, newest first."""
    shown = page_of(
        campaigns_of(request.access),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        size=25,
    )
    context = {"page": shown, "summaries": summaries(shown.rows)}
    return render(request, "reports/list.html", context)


@require_GET
@page("reports.view")
def report_campaign(request: PageRequest, pk: int) -> HttpResponse:
    """One campaign: whom it reached, what came of the calls, and who was left out and why."""
    campaign = _find(request.access, pk)
    report = campaign_report(campaign)
    context = {
        "campaign": campaign,
        "report": report,
        "bars": _outcome_bars(report),
        "segments": segments_of(report.ledger),
    }
    return render(request, "reports/campaign.html", context)


@require_GET
@page("reports.export")
def report_export(request: PageRequest, pk: int) -> StreamingHttpResponse:
    """Every call of a campaign as CSV."""
    campaign = _find(request.access, pk)
    header, rows = call_rows(campaign, zone=timezone.get_current_timezone())
    return csv_download(f"campaign-{pk}-calls", header, rows)


def _find(access: Access, pk: int) -> Campaign:
    return get_object_or_404(campaigns_of(access), pk=pk)


def _outcome_bars(report: CampaignReport) -> tuple[Bar, ...]:
    """Outcomes by frequency; calls under way have none yet."""
    labels: dict[str, Text] = {**dict(Outcome.choices), "": _("Under way")}
    tones: dict[str, str] = {**OUTCOME_TONES, "": "live"}
    return bars_of(
        [(labels[outcome], count, tones[outcome]) for outcome, count in report.calls.items()]
    )
