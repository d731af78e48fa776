"""Pages of single calls: who is called once, now or later."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Access
from accounts.checking import checked
from accounts.pages import PageRequest, page
from campaigns import singles
from campaigns.ledger import DIALABLE, State, explain
from campaigns.models import Campaign, Target
from contacts.models import Contact
from conversations.models import Agent
from lib.errors import DomainError
from lib.keyset import page_of
from lib.tokens import new_token


class WhenForm(forms.Form):
    """When a call is to be placed, by the organisation's clock."""

    at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )


class SingleForm(WhenForm):
    """Whom to call, and who calls."""

    contact = forms.ModelChoiceField(queryset=Contact.objects.none(), widget=forms.HiddenInput)
    agent = forms.ModelChoiceField(
        label=gettext_lazy("Who calls"), queryset=Agent.objects.none(), empty_label=None
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=100, required=False)

    def __init__(self, data: Any = None, *, access: Access, initial: Any = None) -> None:
        super().__init__(data, label_suffix="", initial=initial)
        self.fields["at"].required = False
        self.fields["at"].help_text = _("Empty: now.")
        for name, rows in (
            ("contact", Contact.objects.visible_to(access)),
            ("agent", Agent.objects.visible_to(access).order_by("name")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


@require_http_methods(["GET", "POST"])
@page("calls.place")
@checked
def call_one(request: PageRequest, contact: int) -> HttpResponse:
    """Have one person called."""
    person = get_object_or_404(Contact.objects.visible_to(request.access), pk=contact)
    initial = {
        "contact": person.pk,
        "request_key": new_token(),
    }
    form = SingleForm(request.POST or None, access=request.access, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            singles.place_call(
                organization=request.access.organization,
                user=request.access.user,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("The call is on its way."))
            return redirect("campaigns:singles")
    context = {"form": form, "person": person}
    return render(request, "campaigns/single.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET"])
@page("campaigns.view")
def single_list(request: PageRequest) -> HttpResponse:
    """Single calls, newest first: where each stands, and why."""
    shown = page_of(
        singles.with_targets(singles.singles_of(request.access)),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    rows = [_row(single, singles.target_of(single)) for single in shown.rows]
    context = {"page": shown, "rows": rows, "when": WhenForm(label_suffix="")}
    return render(request, "campaigns/singles.html", context)


def _row(single: Campaign, target: Target) -> dict[str, Any]:
    return {
        "single": single,
        "target": target,
        "why": explain(State(target.state), target.reason, target.next_attempt_at),
        "waits": target.state in DIALABLE,
    }


@require_POST
@page("calls.place")
def single_cancel(request: PageRequest, pk: int) -> HttpResponse:
    """Don't call."""
    single = get_object_or_404(singles.singles_of(request.access), pk=pk)
    return _done(request, lambda: singles.cancel_call(single=single))


@require_POST
@page("calls.place")
def single_reschedule(request: PageRequest, pk: int) -> HttpResponse:
    """Call at another time."""
    single = get_object_or_404(singles.singles_of(request.access), pk=pk)
    form = WhenForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a day and an hour."))
        return redirect("campaigns:singles")
    at = form.cleaned_data["at"]
    return _done(request, lambda: singles.reschedule_call(single=single, at=at))


def _done(request: PageRequest, act: Any) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved."))
    return redirect("campaigns:singles")
