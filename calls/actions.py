"""What a person does to a call from a page."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.pages import PageRequest, page
from calls import hints, remarks, services
from calls.forms import FeedbackForm
from calls.models import Call, CallNote
from lib.errors import DomainError
from providers.errors import ProviderError


@require_POST
@page("calls.place")
def hang_up(request: PageRequest, pk: int) -> HttpResponse:
    """End a call on the line; its end shows when the provider reports it."""
    call = get_object_or_404(Call.objects.visible_to(request.access), pk=pk)
    try:
        services.hang_up(call_id=call.pk)
    except DomainError as error:
        return _tell(request, pk, "error", str(error))
    except ProviderError:
        return _tell(request, pk, "error", _("The phone provider could not be reached; try again."))
    return _tell(request, pk, "success", _("Hanging up."))


@require_POST
@page("calls.place")
def hint(request: PageRequest, pk: int) -> HttpResponse:
    """Tell the agent something that the person does not hear."""
    call = get_object_or_404(Call.objects.visible_to(request.access), pk=pk)
    try:
        hints.give_hint(access=request.access, call=call, text=request.POST.get("text", ""))
    except DomainError as error:
        return _tell(request, pk, "error", str(error))
    return _tell(request, pk, "success", _("The agent follows it from its next sentence on."))


@require_POST
@page("calls.place")
def hand_over(request: PageRequest, pk: int) -> HttpResponse:
    """Have the person put through to a human."""
    calls = Call.objects.visible_to(request.access).select_related("agent")
    try:
        hints.take_over(access=request.access, call=get_object_or_404(calls, pk=pk))
    except DomainError as error:
        return _tell(request, pk, "error", str(error))
    return _tell(request, pk, "success", _("They are put through to you."))


@require_POST
@page("calls.view")
def note(request: PageRequest, pk: int) -> HttpResponse:
    """Write something about a call."""
    call = get_object_or_404(Call.objects.visible_to(request.access), pk=pk)
    try:
        remarks.write_note(access=request.access, call=call, text=request.POST.get("text", ""))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(reverse("calls:detail", args=[pk]) + "#remarks")


@require_POST
@page("calls.view")
def note_delete(request: PageRequest, pk: int, note: int) -> HttpResponse:
    """Take back what one wrote."""
    notes = CallNote.objects.filter(call__in=Call.objects.visible_to(request.access), call=pk)
    try:
        remarks.delete_note(access=request.access, note=get_object_or_404(notes, pk=note))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(reverse("calls:detail", args=[pk]) + "#remarks")


@require_POST
@page("calls.view")
def feedback(request: PageRequest, pk: int) -> HttpResponse:
    """Say whether the agent did well."""
    call = get_object_or_404(Call.objects.visible_to(request.access), pk=pk)
    form = FeedbackForm(request.POST)
    if form.is_valid():
        remarks.give_feedback(access=request.access, call=call, **form.cleaned_data)
    return redirect(reverse("calls:detail", args=[pk]) + "#remarks")


def _tell(request: PageRequest, pk: int, level: str, text: str) -> HttpResponse:
    """As a toast on the page that asked, or on the call's own."""
    if getattr(request, "htmx", False):
        toast = json.dumps({"callsys:toast": {"level": level, "text": text}})
        return HttpResponse(status=204, headers={"HX-Trigger": toast})
    messages.add_message(request, messages.constants.DEFAULT_LEVELS[level.upper()], text)
    return redirect("calls:detail", pk)
