"""Pages of reports: all calls, campaigns side by side, and one campaign in full."""

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Access
from accounts.pages import PageRequest, page
from campaigns.models import Campaign
from campaigns.progress import segments_of
from campaigns.promises import counted_promises
from campaigns.selectors import campaigns_of
from lib.clock import database_now
from lib.keyset import page_of
from lib.spreadsheet import csv_download, xlsx_download
from reports.advice_of import advice_for
from reports.campaign_report import campaign_report
from reports.dashboard import dashboard
from reports.dashboard_page import country_name, outcome_bars, shown
from reports.exports import call_rows
from reports.figures import Counts
from reports.forms import DashboardFilter
from reports.overview import summaries
from reports.pdf import pdf_of
from reports.period import PRESETS, last_days


@require_GET
@page("reports.view")
def report_dashboard(request: PageRequest) -> HttpResponse:
    """What came of all calls, or of some campaigns', over a stretch of days."""
    chosen = DashboardFilter(request.GET, access=request.access, today=timezone.localdate())
    seen = dashboard(
        request.access.organization,
        chosen.period,
        campaigns=chosen.campaigns(request.access),
        country=chosen.calling_code,
    )
    chosen.offer_countries({code: country_name(code) for code in seen.countries})
    context = shown(seen) | {
        "filter": chosen,
        "period": chosen.period,
        "seen": seen,
        "presets": [(days, last_days(days, today=timezone.localdate())) for days in PRESETS],
    }
    return render(request, "reports/dashboard.html", context)


@require_GET
@page("reports.view")
def report_list(request: PageRequest) -> HttpResponse:
    """Every campaign with what came of it, newest first."""
    found = page_of(
        campaigns_of(request.access),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        size=25,
    )
    context = {"page": found, "summaries": summaries(found.rows)}
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
        "bars": outcome_bars({key: Counts(calls) for key, calls in report.calls.items()}),
        "segments": segments_of(report.ledger),
        "advices": advice_for(campaign),
        "promises": counted_promises(campaign, now=database_now()),
        "cost": Counts(goals=report.goals, seconds=report.talk_seconds),
    }
    return render(request, "reports/campaign.html", context)


@require_GET
@page("reports.export")
def report_export(request: PageRequest, pk: int, kind: str) -> HttpResponseBase:
    """Every call of a campaign as CSV or XLSX."""
    campaign = _find(request.access, pk)
    header, rows = call_rows(campaign, zone=timezone.get_current_timezone())
    download = {"csv": csv_download, "xlsx": xlsx_download}[kind]
    return download(f"campaign-{pk}-calls", header, rows)


@require_GET
@page("reports.export")
def report_pdf(request: PageRequest, pk: int) -> FileResponse:
    """The report of a campaign, to be printed or passed on."""
    campaign = _find(request.access, pk)
    file = pdf_of(campaign, campaign_report(campaign))
    return FileResponse(file, as_attachment=True, filename=f"campaign-{pk}.pdf")


def _find(access: Access, pk: int) -> Campaign:
    return get_object_or_404(campaigns_of(access).select_related("organization"), pk=pk)
