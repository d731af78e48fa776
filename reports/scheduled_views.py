"""Pages of the reports that are sent by themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.checking import checked
from accounts.pages import PageRequest, page
from lib.keyset import page_of
from reports.models import ScheduledReport
from reports.scheduled_forms import ScheduledReportForm
from reports.scheduling import delete_scheduled_report, save_scheduled_report, send_now


@require_GET
@page("reports.export")
def scheduled_list(request: PageRequest) -> HttpResponse:
    """Which there are."""
    reports = ScheduledReport.objects.visible_to(request.access).select_related("campaign")
    shown = page_of(
        reports, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    return render(request, "reports/scheduled.html", {"page": shown})


@require_http_methods(["GET", "POST"])
@page("reports.export")
@checked
def scheduled_create(request: PageRequest) -> HttpResponse:
    """A new one."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@page("reports.export")
@checked
def scheduled_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One: how it is sent, and what was sent."""
    return _form(request, _find(request, pk))


@require_POST
@page("reports.export")
def scheduled_send(request: PageRequest, pk: int) -> HttpResponse:
    """Send it at once."""
    send_now(access=request.access, report=_find(request, pk))
    messages.success(request, _("It is on its way."))
    return redirect("reports:scheduled_detail", pk)


@require_POST
@page("reports.export")
def scheduled_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Send it no more."""
    delete_scheduled_report(access=request.access, report=_find(request, pk))
    messages.success(request, _("Deleted."))
    return redirect("reports:scheduled")


def _form(request: PageRequest, report: ScheduledReport | None) -> HttpResponse:
    form = ScheduledReportForm(request.POST or None, access=request.access, report=report)
    if request.method == "POST" and form.is_valid():
        choices = form.cleaned_data
        saved = save_scheduled_report(access=request.access, report=report, **choices)
        messages.success(request, _("Saved."))
        return redirect("reports:scheduled_detail", saved.pk)
    context = {
        "form": form,
        "report": report,
        "sendings": report.sendings.all()[:30] if report else [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "reports/scheduled_detail.html", context, status=status)


def _find(request: PageRequest, pk: int) -> ScheduledReport:
    reports = ScheduledReport.objects.visible_to(request.access).select_related("organization")
    return get_object_or_404(reports, pk=pk)
