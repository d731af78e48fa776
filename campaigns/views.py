"""Pages of campaigns: the list, the form, the live view and its people."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Access
from accounts.checking import checked
from accounts.pages import PageRequest, page
from campaigns import selectors
from campaigns.braking import limits_of
from campaigns.emergency import stop_in_force
from campaigns.exports import target_rows
from campaigns.first_steps import first_steps
from campaigns.foresight import foreseen_end
from campaigns.forms import CampaignForm, ScheduleForm
from campaigns.ledger import STATE_LABELS, State, explain
from campaigns.live import happening
from campaigns.models import Campaign
from campaigns.plan import hours_in_words, retries_in_words
from campaigns.progress import segments_of
from campaigns.services import EDITABLE, create_campaign, update_campaign
from contacts.models import ContactList
from conversations.models import Agent
from lib.clock import database_now
from lib.errors import DomainError
from lib.keyset import page_of
from lib.spreadsheet import csv_download


@require_GET
@page("campaigns.view")
def campaign_list(request: PageRequest) -> HttpResponse:
    """Campaigns, newest first, with how far each has come."""
    status = request.GET.get("status", "")
    shown = page_of(
        selectors.campaigns_of(request.access, status=status),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
        size=25,
    )
    ledgers = selectors.ledgers(shown.rows)
    context = {
        "page": shown,
        "rows": [(campaign, ledgers[campaign.pk]) for campaign in shown.rows],
        "status": status,
        "statuses": Campaign.Status.choices,
        "limits": limits_of(request.access.organization),
        "stop": stop_in_force(),
        "steps": [] if shown.rows or status else first_steps(request.access),
    }
    return render(request, "campaigns/list.html", context)


@require_http_methods(["GET", "POST"])
@page("campaigns.edit")
@checked
def campaign_create(request: PageRequest) -> HttpResponse:
    """A new campaign, as a draft."""
    form = CampaignForm(request.POST or None, access=request.access, campaign=None)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = create_campaign(
                organization=request.access.organization,
                user=request.access.user,
                **form.choices(),
            )
        except DomainError as error:
            form.blame(error)
        else:
            return redirect("campaigns:detail", campaign.pk)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@page("campaigns.edit")
@checked
def campaign_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a campaign that is not calling."""
    campaign = _find(request.access, pk)
    form = CampaignForm(request.POST or None, access=request.access, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            update_campaign(campaign=campaign, **form.choices())
        except DomainError as error:
            form.blame(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("campaigns:detail", pk)
    return _form_page(request, form)


@require_GET
@page("campaigns.view")
def campaign_detail(request: PageRequest, pk: int) -> HttpResponse:
    """The live view."""
    campaign = _find(request.access, pk)
    context = _happening(campaign) | {
        "lists": campaign.lists.order_by("name"),
        "hours": hours_in_words(campaign.windows),
        "retries": retries_in_words(campaign.retry_policy),
        "can_change": campaign.status in EDITABLE,
        "schedule_form": ScheduleForm(),
    }
    return render(request, "campaigns/detail.html", context)


@require_GET
@page("campaigns.view")
def campaign_live(request: PageRequest, pk: int) -> HttpResponse:
    """What of the live view changes while it calls."""
    return render(request, "campaigns/_live.html", _happening(_find(request.access, pk)))


@require_GET
@page("campaigns.view")
def campaign_targets(request: PageRequest, pk: int) -> HttpResponse:
    """The people of a campaign: where each stands, why, and what comes next."""
    campaign = _find(request.access, pk)
    state, reason = request.GET.get("state", ""), request.GET.get("reason", "")
    shown = page_of(
        selectors.targets_of(campaign, state=state, reason=reason),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    context = {
        "campaign": campaign,
        "ledger": selectors.ledger(campaign),
        "page": shown,
        "rows": [
            (target, explain(State(target.state), target.reason, target.next_attempt_at))
            for target in shown.rows
        ],
        "state": state,
        "reason": reason,
        "state_labels": STATE_LABELS,
    }
    return render(request, "campaigns/targets.html", context)


@require_GET
@page("campaigns.view")
def campaign_calls(request: PageRequest, pk: int) -> HttpResponse:
    """Every call of a campaign, of every attempt."""
    campaign = _find(request.access, pk)
    calls = selectors.calls_by(campaign).select_related("contact", "agent")
    shown = page_of(calls, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    return render(request, "campaigns/calls.html", {"campaign": campaign, "page": shown})


@require_GET
@page("reports.export")
def campaign_export(request: PageRequest, pk: int) -> StreamingHttpResponse:
    """Everybody of a campaign as CSV."""
    campaign = _find(request.access, pk)
    header, rows = target_rows(campaign, zone=timezone.get_current_timezone())
    return csv_download(f"campaign-{pk}-people", header, rows)


def _find(access: Access, pk: int) -> Campaign:
    return get_object_or_404(selectors.campaigns_of(access), pk=pk)


def _form_page(request: PageRequest, form: CampaignForm) -> HttpResponse:
    context = {
        "form": form,
        "campaign": form.campaign,
        "has_lists": ContactList.objects.visible_to(request.access).exists(),
        "has_agents": Agent.objects.visible_to(request.access).exists(),
    }
    return render(request, "campaigns/form.html", context, status=422 if form.is_bound else 200)


def _happening(campaign: Campaign) -> dict[str, object]:
    now: dt.datetime = database_now()
    seen = happening(campaign, now=now)
    return {
        "campaign": campaign,
        "seen": seen,
        "segments": segments_of(seen.ledger),
        "foreseen": foreseen_end(seen, now=now),
        "now": now,
    }
