"""Pages about when a campaign calls: promised calls, copies that begin by themselves, the stop."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.checking import checked
from accounts.pages import PageRequest, page
from campaigns import braking, recurrence
from campaigns.promises import KEPT_LABELS, kept, promises_of
from campaigns.selectors import campaigns_of
from lib.clock import database_now
from lib.errors import DomainError
from lib.keyset import page_of


class RepeatForm(forms.Form):
    """On which days of the week, and at what time, a copy begins."""

    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    at = forms.TimeField(
        label=gettext_lazy("At"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )


@require_GET
@page("campaigns.view")
def promises(request: PageRequest, pk: int) -> HttpResponse:
    """The calls that were promised, and whether they were kept."""
    campaign = get_object_or_404(campaigns_of(request.access), pk=pk)
    shown = page_of(
        promises_of(campaign).order_by(),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    now = database_now()
    rows = [(promise, KEPT_LABELS[kept(promise, now=now)]) for promise in shown.rows]
    context = {"campaign": campaign, "page": shown, "rows": rows}
    return render(request, "campaigns/promises.html", context)


@require_http_methods(["GET", "POST"])
@page("campaigns.run")
@checked
def repeat(request: PageRequest, pk: int) -> HttpResponse:
    """Have copies of a campaign begin by themselves."""
    campaign = get_object_or_404(campaigns_of(request.access), pk=pk)
    form = RepeatForm(request.POST or None, label_suffix="")
    if "stop" in request.POST:
        recurrence.stop_repeating(campaign=campaign)
        messages.success(request, _("It does not repeat any more."))
        return redirect("campaigns:detail", pk)
    if request.method == "POST" and form.is_valid():
        try:
            recurrence.repeat_campaign(campaign=campaign, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("campaigns:detail", pk)
    known: Any = recurrence.recurrence_of(campaign)
    context = {"campaign": campaign, "form": form, "known": known}
    return render(request, "campaigns/repeat.html", context, status=422 if form.errors else 200)


@require_POST
@page("campaigns.run")
def stop_all(request: PageRequest) -> HttpResponse:
    """Place no call of the organisation any more."""
    braking.stop_all_calls(organization=request.access.organization, user=request.access.user)
    messages.warning(request, _("All calls are stopped. Those on the phone go on to their end."))
    return redirect("campaigns:list")


@require_POST
@page("campaigns.run")
def allow_all(request: PageRequest) -> HttpResponse:
    """Let the calls go on after a stop."""
    braking.allow_calls(organization=request.access.organization)
    messages.success(request, _("Calls go on."))
    return redirect("campaigns:list")
