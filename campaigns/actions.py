"""What a person does to a campaign with one press: start, pause, resume, cancel …"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.pages import PageRequest, page
from campaigns import services
from campaigns.forms import ScheduleForm
from campaigns.models import Campaign
from campaigns.samples import add_samples
from lib.errors import DomainError, Text


def _action(
    service: Callable[..., Any], done: Text, *, permission: str, then: str = "campaigns:detail"
) -> Callable[..., HttpResponse]:
    """A page that calls a service on one campaign and says how it went."""

    @require_POST
    @page(permission)
    def act(request: PageRequest, pk: int) -> HttpResponse:
        campaign = get_object_or_404(Campaign.objects.visible_to(request.access), pk=pk)
        try:
            service(campaign=campaign)
        except DomainError as error:
            messages.error(request, str(error.message))
            return redirect("campaigns:detail", pk)
        messages.success(request, str(done))
        return redirect(then, pk) if then == "campaigns:detail" else redirect(then)

    return act


start = _action(services.start_campaign, _("The campaign is calling."), permission="campaigns.run")
pause = _action(
    services.pause_campaign,
    _("Paused. Calls under way go on to their end."),
    permission="campaigns.run",
)
resume = _action(
    services.resume_campaign, _("The campaign is calling again."), permission="campaigns.run"
)
cancel = _action(
    services.cancel_campaign,
    _("Canceled. Nobody else is called."),
    permission="campaigns.run",
)
delete = _action(
    services.delete_campaign,
    _("Deleted."),
    permission="campaigns.delete",
    then="campaigns:list",
)


@require_POST
@page("campaigns.run")
def schedule(request: PageRequest, pk: int) -> HttpResponse:
    """Have it begin by itself."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.access), pk=pk)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["starts_at"])))
        return redirect("campaigns:detail", pk)
    try:
        services.schedule_campaign(campaign=campaign, starts_at=form.cleaned_data["starts_at"])
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, str(_("Scheduled.")))
    return redirect("campaigns:detail", pk)


@require_POST
@page("campaigns.edit")
def samples(request: PageRequest) -> HttpResponse:
    """Something to try with: people of fiction, an agent, and a draft that calls them."""
    for needed in ("contacts.edit", "campaigns.run"):
        request.access.require(needed)
    try:
        campaign = add_samples(organization=request.access.organization, user=request.access.user)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("campaigns:list")
    messages.success(request, str(_("The examples are there. Nobody exists at their numbers.")))
    return redirect("campaigns:detail", campaign.pk)
