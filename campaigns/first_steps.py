"""What a new organisation does first, in order, and where it stands."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from calls.trunks import trunk_for
from campaigns.models import Campaign
from contacts.models import Contact
from conversations.models import Agent
from lib.errors import DomainError, Text


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be done once, and where; `where` is empty where it is not done on a page."""

    label: Text
    hint: Text
    where: str
    is_done: bool


def first_steps(access: Access) -> list[Step]:
    """The steps from nothing to a campaign that calls."""
    campaigns = Campaign.objects.visible_to(access)
    return [
        Step(
            _("Import your contacts"),
            _("A file from Excel or any other program: a name and a phone number are enough."),
            reverse("contacts:import"),
            Contact.objects.visible_to(access).exists(),
        ),
        Step(
            _("Make an agent"),
            _("Who calls: its voice, its goal, and what it may say about your business."),
            reverse("conversations:create"),
            Agent.objects.visible_to(access).exists(),
        ),
        Step(
            _("Have a number to call from"),
            _("Whoever runs this system sets up the phone provider."),
            "",
            _has_line(access),
        ),
        Step(
            _("Make a campaign"),
            _("Whom to call, when, and how often to try."),
            reverse("campaigns:begin"),
            campaigns.exists(),
        ),
        Step(
            _("Start it"),
            _("On the campaign's own page. You can pause it at any moment."),
            reverse("campaigns:list"),
            campaigns.filter(started_at__isnull=False).exists(),
        ),
    ]


def _has_line(access: Access) -> bool:
    try:
        trunk_for(access.organization)
    except DomainError:
        return False
    return True
