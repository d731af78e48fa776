"""What a person does from a report with one press."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.pages import PageRequest, page
from campaigns.selectors import campaigns_of
from lib.errors import DomainError
from reports.advice_of import advice_for, follow


@require_POST
@page("campaigns.run")
def follow_advice(request: PageRequest, pk: int, code: str) -> HttpResponse:
    """Do what the report advises; what it no longer advises is not done."""
    request.access.require("campaigns.edit")
    campaign = get_object_or_404(campaigns_of(request.access).select_related("organization"), pk=pk)
    advice = next((one for one in advice_for(campaign) if one.code == code), None)
    if advice is None:
        messages.info(request, _("The figures no longer suggest this."))
        return redirect("reports:campaign", pk)
    if advice.code == "agent":
        return redirect("conversations:edit", campaign.agent_id)
    try:
        follow(campaign, advice)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("reports:campaign", pk)
