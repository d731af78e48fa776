"""Agents in the admin: through the same services."""

import pytest
from django.urls import reverse

from accounts.models import User
from conversations.models import Agent
from tests import rows

BODY = {
    "name": "Sol",
    "purpose": "survey",
    "language": "en",
    "voice_mode": "relay",
    "goal": "Ask three questions",
    "first_message": "",
    "facts": "",
    "prompt": "",
    "voice": "",
    "model": "",
    "tools": '["note_fact"]',
    "max_turns": "40",
    "max_minutes": "10",
    "max_cost": "0.5",
}


@pytest.fixture
def staff(client, db):
    user = User.objects.create_superuser("staff@example.org", "secret-words")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_an_agent_is_made_changed_and_removed(staff, organization):
    add = reverse("admin:conversations_agent_add")
    assert staff.get(add).status_code == 200
    assert staff.post(add, BODY | {"organization": organization.pk}).status_code == 302
    agent = Agent.objects.get()
    assert (agent.name, agent.organization) == ("Sol", organization)
    change = reverse("admin:conversations_agent_change", args=[agent.pk])
    assert staff.get(change).status_code == 200
    staff.post(change, BODY | {"name": " Luna "})
    agent.refresh_from_db()
    assert agent.name == "Luna"
    staff.post(reverse("admin:conversations_agent_delete", args=[agent.pk]), {"post": "yes"})
    assert not Agent.objects.exists()


def test_a_fault_is_told_beside_its_field(staff, organization, agent):
    add = reverse("admin:conversations_agent_add")
    page = staff.post(add, BODY | {"organization": organization.pk, "first_message": "{precio}"})
    assert page.context["adminform"].form.errors["first_message"]
    page = staff.post(add, BODY | {"organization": organization.pk, "name": agent.name})
    assert page.status_code == 200
    assert Agent.objects.count() == 1


def test_an_agent_that_called_is_not_removed(staff, organization, agent):
    rows.call(organization, agent=agent)
    staff.post(reverse("admin:conversations_agent_delete", args=[agent.pk]), {"post": "yes"})
    assert Agent.objects.filter(pk=agent.pk).exists()
