"""Pages of stages: an organisation's own way from stranger to customer."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.checking import checked
from accounts.pages import PageRequest, page
from contacts import services
from contacts.lead_forms import StageDeleteForm, StageForm
from contacts.models import Stage
from lib.errors import DomainError


@require_http_methods(["GET", "POST"])
@page("settings.edit")
@checked
def stages(request: PageRequest) -> HttpResponse:
    """Every stage in its order; and one more."""
    organization = request.access.organization
    form = StageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.create_stage(organization=organization, **form.cleaned_data)
        except DomainError as error:
            form.blame(error)
        else:
            return redirect("contacts:stages")
    services.stages_of(organization)
    shown = Stage.objects.visible_to(request.access).annotate(size=Count("leads"))
    context = {"form": form, "stages": shown}
    return render(request, "contacts/stages.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@page("settings.edit")
@checked
def stage_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Another name or meaning for a stage."""
    stage = _find(request, pk)
    initial = {"name": stage.name, "kind": stage.kind}
    form = StageForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_stage(stage=stage, **form.cleaned_data)
        except DomainError as error:
            form.blame(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("contacts:stages")
    context = {"form": form, "stage": stage, "delete_form": StageDeleteForm(stage=stage)}
    return render(request, "contacts/stage.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("settings.edit")
def stage_place(request: PageRequest, pk: int) -> HttpResponse:
    """One place further up or down."""
    stage = _find(request, pk)
    places = [each.pk for each in Stage.objects.visible_to(request.access)]
    step = -1 if request.POST.get("to") == "up" else 1
    services.place_stage(stage=stage, place=places.index(stage.pk) + step)
    return redirect("contacts:stages")


@require_POST
@page("settings.edit")
def stage_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Forget a stage; its leads go to another."""
    stage = _find(request, pk)
    form = StageDeleteForm(request.POST, stage=stage)
    if form.is_valid():
        try:
            services.delete_stage(stage=stage, into=form.cleaned_data["into"])
        except DomainError as error:
            messages.error(request, str(error.message))
            return redirect("contacts:stage", pk)
        messages.success(request, _("Deleted."))
    return redirect("contacts:stages")


def _find(request: PageRequest, pk: int) -> Stage:
    return get_object_or_404(Stage.objects.visible_to(request.access), pk=pk)
