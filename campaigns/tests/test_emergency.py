"""One stop for all calls of the installation."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, User
from campaigns import dialer
from campaigns.emergency import lift_stop, order_stop, stop_in_force
from campaigns.models import CallingLimits, Campaign, Spending
from conftest import World
from lib.clock import database_now
from lib.errors import DomainError
from tests import rows

Make = Callable[..., Campaign]


@pytest.mark.django_db(transaction=True)
def test_a_stop_holds_every_dialer_until_it_is_lifted(
    simulator: World, webhooks: str, make_campaign: Make
):
    simulator.reset(everyone="busy")
    make_campaign(people=2, retry_policy={})
    order_stop(reason="Wrong prices", user=None)
    assert dialer.tick() == 0
    lift_stop(user=None)
    assert dialer.tick() == 2


@pytest.mark.django_db
def test_ordered_twice_the_first_holds_and_both_ends_are_on_record():
    user = User.objects.create_superuser(email="root@example.org", password="x" * 20)
    first = order_stop(reason="Wrong prices", user=user)
    assert order_stop(reason="Again", user=None).pk == first.pk
    assert AuditEntry.objects.filter(subject="campaigns.EmergencyStop").count() == 1
    lift_stop(user=user)
    assert stop_in_force() is None
    assert AuditEntry.objects.filter(subject="campaigns.EmergencyStop").count() == 2
    with pytest.raises(DomainError):
        lift_stop(user=user)
    with pytest.raises(DomainError):
        order_stop(reason="  ", user=user)


@pytest.mark.django_db
def test_the_command_stops_and_lifts():
    call_command("stop_all_calls", "Wrong prices")
    assert stop_in_force()
    call_command("stop_all_calls", lift=True)
    assert stop_in_force() is None
    with pytest.raises(CommandError):
        call_command("stop_all_calls")


@pytest.mark.django_db
def test_only_who_runs_the_installation_stops_it_by_the_page():
    shop = rows.organization()
    browser = rows.browser(shop)
    assert browser.post("/campaigns/emergency/", {"reason": "x"}).status_code == 404
    assert stop_in_force() is None
    User.objects.update(is_superuser=True)
    browser.post("/campaigns/emergency/", {"reason": "Wrong prices"})
    assert "Wrong prices" in browser.get("/campaigns/limits/").content.decode()
    assert "Wrong prices" in browser.get("/campaigns/").content.decode()
    browser.post("/campaigns/emergency/", {"lift": "1"})
    assert stop_in_force() is None


@pytest.mark.django_db
def test_the_page_sets_budgets_and_tells_what_was_spent():
    shop = rows.organization()
    browser, campaign = rows.browser(shop), rows.campaign(shop, name="Roscones")
    day = database_now().astimezone(ZoneInfo(shop.time_zone)).date()
    Spending.objects.create(campaign=campaign, day=day, calls=3, minutes=7)
    wrong = {"daily_minutes": "-1", "daily_money": ""}
    assert browser.post("/campaigns/limits/", wrong).status_code == 422
    browser.post("/campaigns/limits/", {"daily_minutes": "100", "daily_money": ""})
    assert CallingLimits.objects.get(organization=shop).daily_minutes == 100
    page = browser.get("/campaigns/limits/").content.decode()
    assert campaign.name in page
    assert "93" in page
