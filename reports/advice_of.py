"""The advice for one campaign, and doing what it says."""

from django.db import transaction
from phonenumbers import country_code_for_region

from calls.numbers import numbers_at_rest, rest_number
from campaigns.models import Campaign
from campaigns.services import (
    leave_out_list,
    pause_campaign,
    resume_campaign,
    update_campaign,
)
from reports.advice import Advice, advise
from reports.figures import countries_in, read, scope_of


def advice_for(campaign: Campaign) -> list[Advice]:
    """What its figures suggest, while there is still something to change."""
    if campaign.status in {Campaign.Status.COMPLETED, Campaign.Status.CANCELED}:
        return []
    kinds = ["total", "outcome", "hour", "list", "number", "place", "try"]
    figures = read(scope_of(campaign), kinds)
    for number in numbers_at_rest():
        figures["number"].pop(number, None)
    home = str(country_code_for_region(campaign.organization.default_country))
    return advise(
        figures,
        one_clock=set(countries_in(figures)) == {home},
        lists=dict(campaign.lists.values_list("pk", "name")),
    )


@transaction.atomic
def follow(campaign: Campaign, advice: Advice) -> None:
    """Do it. A campaign that calls is paused for its change and goes on with it."""
    if advice.code == "number":
        rest_number(organization=campaign.organization, number=f"+{advice.value[0]}")
        return
    if advice.code == "list":
        leave_out_list(campaign=campaign, contact_list=campaign.lists.get(pk=advice.value[0]))
        return
    calling = campaign.status == Campaign.Status.RUNNING
    if calling:
        pause_campaign(campaign=campaign, reason=advice.sentence[:200])
    if advice.code == "hours":
        first, end = advice.value
        stretch = [f"{first:02}:00", f"{end:02}:00"]
        days = {day: [stretch] for day, stretches in campaign.windows.items() if stretches}
        update_campaign(campaign=campaign, windows=days)
    elif advice.code == "tries":
        (most,) = advice.value
        policy = {
            outcome: rule | {"attempts": min(rule["attempts"], most)}
            for outcome, rule in campaign.retry_policy.items()
        }
        update_campaign(campaign=campaign, retry_policy=policy)
    if calling and advice.code != "pause":
        resume_campaign(campaign=campaign)
