"""Campaigns in the admin: looked at, and moved through the services alone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from campaigns.ledger import State
from campaigns.models import Campaign
from tests import rows

pytestmark = pytest.mark.django_db

LIST = "admin:campaigns_campaign_changelist"


@pytest.fixture
def admin():
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.test", None))
    return client


def act(admin, name, *campaigns):
    form = {"action": name, "_selected_action": [campaign.pk for campaign in campaigns]}
    return admin.post(reverse(LIST), form, follow=True).content.decode()


def test_its_actions_are_the_services(admin):
    shop = rows.organization()
    ready, empty = rows.campaign(shop), rows.campaign(shop, name="Empty")
    ready.lists.add(rows.contact_list(shop, rows.contact(shop)))
    said = act(admin, "start", ready, empty)
    ready.refresh_from_db()
    empty.refresh_from_db()
    assert [ready.status, empty.status] == ["running", "draft"]
    assert "Empty: " in said
    for action, status in [("pause", "paused"), ("resume", "running"), ("cancel", "canceled")]:
        act(admin, action, ready)
        ready.refresh_from_db()
        assert ready.status == status


def test_a_status_is_not_written_by_hand(admin):
    campaign = rows.campaign(rows.organization())
    address = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    assert admin.get(address).status_code == 200
    admin.post(address, {"name": "Changed", "status": Campaign.Status.RUNNING})
    campaign.refresh_from_db()
    assert [campaign.status, campaign.name == "Changed"] == ["draft", False]


def test_people_are_looked_at_and_never_counted(admin):
    campaign = rows.campaign(rows.organization(language="en"))
    target = rows.target(campaign, state=State.SKIPPED, reason="suppressed")
    with CaptureQueriesContext(connection) as queries:
        page = admin.get(reverse("admin:campaigns_target_changelist"))
    assert target.contact.name in page.content.decode()
    assert not [q["sql"] for q in queries if "COUNT" in q["sql"] and "campaigns_target" in q["sql"]]
    assert admin.get(reverse("admin:campaigns_target_change", args=[target.pk])).status_code == 200


@pytest.mark.parametrize("address", ["admin:campaigns_target_add", "admin:campaigns_campaign_add"])
def test_neither_is_made_here(admin, address):
    assert admin.get(reverse(address)).status_code == 403
