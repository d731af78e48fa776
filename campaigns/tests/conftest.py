"""Campaigns in a rehearsal world, with the real webhooks listening."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Organization
from campaigns.models import Campaign
from campaigns.services import create_campaign, start_campaign
from contacts.models import Contact, ContactList
from conversations.models import Agent

ALL_DAY = {str(day): [["00:00", "24:00"]] for day in range(7)}
AT_ONCE = {
    outcome: {"attempts": 2, "delay": 0.001, "growth": 1}
    for outcome in ("busy", "no_answer", "voicemail", "failed")
}


@pytest.fixture(autouse=True)
def model_key(settings: Any) -> None:
    """A campaign starts only where a model can be had; none is spoken with here."""
    settings.OPENAI_API_KEY = "a-key"


@pytest.fixture
def webhooks(live_server: Any, settings: Any) -> str:
    """The web process, at an address that the simulator can call back."""
    settings.INTERNAL_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def make_campaign(organization: Organization, agent: Agent) -> Callable[..., Campaign]:
    """A running campaign that calls `people` contacts around the clock."""

    def make(*, people: int = 3, **choices: Any) -> Campaign:
        contacts = Contact.objects.bulk_create(
            Contact(
                organization=organization,
                e164=f"+3460012{number:04}",
                country="ES",
                time_zone="Europe/Madrid",
            )
            for number in range(people)
        )
        contact_list = ContactList.objects.create(organization=organization, name="Clientes")
        contact_list.contacts.set(contacts)
        settings = {
            "windows": ALL_DAY,
            "max_concurrent": 100,
            "calls_per_second": 200.0,
            "retry_policy": AT_ONCE,
        }
        campaign = create_campaign(
            organization=organization,
            user=None,
            name="Roscones",
            purpose="sales",
            agent=agent,
            lists=[contact_list],
            **(settings | choices),
        )
        return start_campaign(campaign=campaign)

    return make
