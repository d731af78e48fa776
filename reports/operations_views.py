"""The wallboard: what goes on now, kept up to date by live messages."""

from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.access import Access
from accounts.pages import PageRequest, page
from campaigns.models import Campaign
from campaigns.selectors import campaigns_of
from conversations.models import Agent
from lib.clock import database_now
from reports.operations import MOST_COUNTED, operations

FRESH = 1
"""Seconds for which one drawing serves everybody who looks at the same: a thousand screens on
walls ask the database no more often than one."""


class WallboardFilter(forms.Form):
    """Of which campaign, or by which agent."""

    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False, empty_label=_("All")
    )
    agent = forms.ModelChoiceField(
        label=_("Agent"), queryset=Agent.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, data: QueryDict, *, access: Access) -> None:
        super().__init__(data, label_suffix="")
        running = [Campaign.Status.RUNNING, Campaign.Status.PAUSED]
        campaign, agent = self.fields["campaign"], self.fields["agent"]
        assert isinstance(campaign, forms.ModelChoiceField)
        assert isinstance(agent, forms.ModelChoiceField)
        campaign.queryset = campaigns_of(access).filter(status__in=running)
        agent.queryset = Agent.objects.visible_to(access).order_by("name")

    def chosen(self) -> dict[str, Any]:
        """The arguments of `operations`; what can't be read narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@require_GET
@page("calls.view")
def wallboard(request: PageRequest) -> HttpResponse:
    """Every call on the line, the pace against its limits, the queue, and what fails."""
    chosen = WallboardFilter(request.GET, access=request.access)
    board = _board(request.access, chosen.chosen())
    if getattr(request, "htmx", False):
        return HttpResponse(board)
    return render(request, "operations/wallboard.html", {"filter": chosen, "board": board})


def _board(access: Access, chosen: dict[str, Any]) -> str:
    """The part that changes, drawn at most once a second for all who may see the same."""
    narrowed = ":".join(f"{name}-{row.pk}" for name, row in sorted(chosen.items()))
    may_hang_up = access.allows("calls.place")
    key = f"wallboard:{access.organization.pk}:{get_language()}:{may_hang_up}:{narrowed}"

    def draw() -> str:
        seen = operations(access, now=database_now(), today=timezone.localdate(), **chosen)
        context = {"seen": seen, "may_hang_up": may_hang_up, "most_counted": MOST_COUNTED}
        return render_to_string("operations/_board.html", context)

    return str(cache.get_or_set(key, draw, FRESH))
