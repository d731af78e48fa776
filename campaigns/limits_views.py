"""Pages about what calls may cost and what stops them all."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.checking import checked
from accounts.models import User
from accounts.pages import PageRequest, page
from campaigns.braking import limits_of, set_limits
from campaigns.emergency import lift_stop, order_stop, stop_in_force
from campaigns.models import CallingLimits
from campaigns.spending import spent_today
from lib.clock import database_now
from lib.errors import DomainError, NotFound


class BudgetForm(forms.ModelForm[CallingLimits]):
    """What all calls of an organisation may cost in a day; empty is without limit."""

    class Meta:
        model = CallingLimits
        fields = ("daily_minutes", "daily_money")

    def clean_daily_money(self) -> Any:
        """A budget is not negative."""
        money = self.cleaned_data["daily_money"]
        if money is not None and money < 0:
            raise forms.ValidationError(_("0 or more."))
        return money


@require_http_methods(["GET", "POST"])
@page("campaigns.view")
@checked
def limits(request: PageRequest) -> HttpResponse:
    """What may be spent in a day, what was today, and what happens at its end."""
    organization = request.access.organization
    form = BudgetForm(request.POST or None, instance=limits_of(organization))
    if request.method == "POST":
        request.access.require("settings.edit")
        if form.is_valid():
            set_limits(organization=organization, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("campaigns:limits")
    context = {
        "form": form,
        "spent": spent_today(organization, now=database_now()),
        "stop": stop_in_force(),
    }
    return render(request, "campaigns/limits.html", context, status=422 if form.errors else 200)


@require_POST
@page("campaigns.view")
def emergency(request: PageRequest) -> HttpResponse:
    """Stop every call of the installation, or let them go on: for who runs it."""
    user = request.user
    if not (isinstance(user, User) and user.is_superuser):
        raise NotFound("not_found", _("There is no such page."))
    try:
        if "lift" in request.POST:
            lift_stop(user=user)
            messages.success(request, _("Calls go on."))
        else:
            order_stop(reason=request.POST.get("reason", ""), user=user)
            messages.warning(request, _("All calls of this installation are stopped."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("campaigns:limits")
