"""What a person does to a call from a page."""

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.pages import PageRequest, page
from calls import hints, services
from calls.models import Call
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


def _tell(request: PageRequest, pk: int, level: str, text: str) -> HttpResponse:
    """As a toast on the page that asked, or on the call's own."""
    if getattr(request, "htmx", False):
        toast = json.dumps({"callsys:toast": {"level": level, "text": text}})
        return HttpResponse(status=204, headers={"HX-Trigger": toast})
    messages.add_message(request, messages.constants.DEFAULT_LEVELS[level.upper()], text)
    return redirect("calls:detail", pk)
