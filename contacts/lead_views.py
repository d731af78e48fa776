"""Pages of leads: the board, the list of a stage, and a lead's own changes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import PageRequest, page
from contacts import board, selectors, services
from contacts.lead_forms import LeadFilter, MoveForm, ScoreForm
from contacts.models import Lead, Stage


@require_GET
@page("contacts.view")
def lead_board(request: PageRequest) -> HttpResponse:
    """Every stage with its most promising leads, by what was chosen."""
    return _board(request)


@require_GET
@page("contacts.view")
def stage_leads(request: PageRequest, pk: int) -> HttpResponse:
    """All leads of a stage."""
    stage = get_object_or_404(Stage.objects.visible_to(request.access), pk=pk)
    chosen = LeadFilter(request.GET, access=request.access)
    leads = board.leads_chosen(request.access, **chosen.chosen())
    shown = board.page_of_stage(leads, stage, after=request.GET.get("after", ""))
    context = {
        "stage": stage,
        "filter": chosen,
        "page": shown,
        "stages": services.stages_of(request.access.organization),
    }
    return render(request, "contacts/stage_leads.html", context)


@require_POST
@page("contacts.edit")
def lead_start(request: PageRequest, pk: int) -> HttpResponse:
    """Make a lead of a contact."""
    contact = get_object_or_404(selectors.contacts_visible_to(request.access), pk=pk)
    services.start_leads(
        organization=request.access.organization, contacts=[contact], user=request.access.user
    )
    return redirect("contacts:detail", pk)


@require_POST
@page("contacts.edit")
def lead_move(request: PageRequest, pk: int) -> HttpResponse:
    """Put a lead in another stage: from its card on the board, or from its contact's page."""
    lead = _find(request, pk)
    form = MoveForm(request.POST, access=request.access)
    if form.is_valid():
        services.move_lead(lead=lead, user=request.access.user, **form.cleaned_data)
    else:
        messages.error(request, _("There is no such stage."))
    if request.headers.get("HX-Request"):
        return _board(request)
    if request.POST.get("from") == "board":
        return redirect("contacts:leads")
    return redirect("contacts:detail", pk)


@require_POST
@page("contacts.edit")
def lead_score(request: PageRequest, pk: int) -> HttpResponse:
    """Set a lead's score."""
    lead = _find(request, pk)
    form = ScoreForm(request.POST)
    if form.is_valid():
        services.score_lead(lead=lead, user=request.access.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("A score is between 0 and 100."))
    return redirect("contacts:detail", pk)


@require_POST
@page("contacts.delete")
def lead_drop(request: PageRequest, pk: int) -> HttpResponse:
    """The contact is no lead any more."""
    services.drop_lead(lead=_find(request, pk))
    messages.success(request, _("Deleted."))
    return redirect("contacts:detail", pk)


def _board(request: PageRequest) -> HttpResponse:
    chosen = LeadFilter(request.GET, access=request.access)
    leads = board.leads_chosen(request.access, **chosen.chosen())
    stages = services.stages_of(request.access.organization)
    context = {
        "filter": chosen,
        "stages": stages,
        "columns": board.columns(leads, stages),
        "query": request.GET.urlencode(),
    }
    return render(request, "contacts/board.html", context)


def _find(request: PageRequest, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.visible_to(request.access), pk=pk)
