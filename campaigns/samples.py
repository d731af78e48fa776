"""Something to try the system with: people who do not exist, an agent, and a campaign."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from campaigns.models import Campaign
from campaigns.services import create_campaign
from contacts.services import add_to_list, create_contact, list_named
from conversations.models import Agent, Purpose
from conversations.presets import preset_for
from conversations.services import create_agent

NAMES = (
    "Ana García",
    "José Núñez",
    "Lucía Martín",
    "Óscar Peña",
    "María Ñíguez",
    "John Smith",
    "Emma Brown",
    "Juan Pérez",
)
NUMBER = "+1202555{:04}"
FIRST_NUMBER = 110
"""555-0100 to 555-0199 are kept for fiction by the North American Numbering Plan: nobody's phone
rings, whatever happens to these contacts."""


@transaction.atomic
def add_samples(*, organization: Organization, user: User | None) -> Campaign:
    """A draft that calls people of fiction. Given twice, people and agent are the same."""
    contact_list = list_named(organization=organization, name=_("Examples"))
    people = [
        organization.contacts.filter(e164=phone).first()
        or create_contact(organization=organization, phone=phone, name=name)
        for number, name in enumerate(NAMES, FIRST_NUMBER)
        for phone in [NUMBER.format(number)]
    ]
    add_to_list(contact_list=contact_list, contacts=people)
    return create_campaign(
        organization=organization,
        user=user,
        name=_("My first campaign"),
        purpose=Purpose.SALES,
        agent=_agent(organization),
        lists=[contact_list],
    )


def _agent(organization: Organization) -> Agent:
    existing = organization.agents.order_by("pk").first()
    if existing:
        return existing
    preset = preset_for(Purpose.SALES, organization.language)
    return create_agent(
        organization=organization,
        purpose=Purpose.SALES,
        language=organization.language,
        name=preset.name,
        goal=preset.goal,
        facts=preset.facts,
        first_message=preset.first_message,
    )
