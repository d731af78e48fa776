"""The campaign wizard: a page a question, each saved as one goes on; then the review."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.checking import checked
from accounts.pages import PageRequest, page
from campaigns.forms import ScheduleForm
from campaigns.models import Campaign
from campaigns.plan import hours_in_words, retries_in_words
from campaigns.prospect import prospect_of
from campaigns.selectors import campaigns_of
from campaigns.services import EDITABLE, create_campaign, update_campaign
from campaigns.wizard_forms import STEPS, Step, StepForm
from contacts.models import ContactList
from conversations.models import Agent
from lib.clock import database_now
from lib.errors import DomainError


@require_http_methods(["GET", "POST"])
@page("campaigns.edit")
@checked
def begin(request: PageRequest) -> HttpResponse:
    """The first question. Its answer makes a draft, which the next ones fill in."""
    step, agents = STEPS[0], Agent.objects.visible_to(request.access).order_by("name")
    form = StepForm(request.POST or None, access=request.access, campaign=None, step=step)
    if request.method == "POST" and form.is_valid():
        agent = agents.first()
        try:
            if agent is None:
                raise DomainError("no_agent", _("Make an agent first."))
            campaign = create_campaign(
                organization=request.access.organization,
                user=request.access.user,
                purpose=agent.purpose,
                agent=agent,
                **form.choices(),
            )
        except DomainError as error:
            form.blame(error)
        else:
            return redirect("campaigns:setup", campaign.pk, _after(step).name)
    context = {
        "has_lists": ContactList.objects.visible_to(request.access).exists(),
        "has_agents": agents.exists(),
    }
    return _question(request, form, context)


@require_http_methods(["GET", "POST"])
@page("campaigns.edit")
@checked
def setup(request: PageRequest, pk: int, step: str) -> HttpResponse:
    """Any of the questions, or the review, of a campaign that is not calling."""
    campaign = get_object_or_404(
        campaigns_of(request.access).select_related("organization", "trunk"), pk=pk
    )
    if campaign.status not in EDITABLE:
        return redirect("campaigns:detail", pk)
    asked = _step(step)
    if asked == STEPS[-1]:
        return _review(request, campaign)
    form = StepForm(request.POST or None, access=request.access, campaign=campaign, step=asked)
    if request.method == "POST" and form.is_valid():
        try:
            update_campaign(campaign=campaign, **form.choices())
        except DomainError as error:
            form.blame(error)
        else:
            return redirect("campaigns:setup", pk, _after(asked).name)
    return _question(request, form, {"has_lists": True, "has_agents": True})


def _review(request: PageRequest, campaign: Campaign) -> HttpResponse:
    context = _frame(campaign, STEPS[-1]) | {
        "prospect": prospect_of(campaign, now=database_now()),
        "lists": campaign.lists.order_by("name"),
        "hours": hours_in_words(campaign.windows),
        "retries": retries_in_words(campaign.retry_policy),
        "schedule_form": ScheduleForm(),
    }
    return render(request, "campaigns/review.html", context)


def _question(request: PageRequest, form: StepForm, told: Mapping[str, object]) -> HttpResponse:
    context = {**_frame(form.campaign, form.step), "form": form, **told}
    return render(request, "campaigns/setup.html", context, status=422 if form.is_bound else 200)


def _frame(campaign: Campaign | None, step: Step) -> dict[str, object]:
    place = STEPS.index(step)
    return {
        "campaign": campaign,
        "steps": STEPS,
        "step": step,
        "number": place + 1,
        "before": STEPS[place - 1] if place else None,
    }


def _step(name: str) -> Step:
    for step in STEPS:
        if step.name == name:
            return step
    raise Http404


def _after(step: Step) -> Step:
    return STEPS[STEPS.index(step) + 1]
