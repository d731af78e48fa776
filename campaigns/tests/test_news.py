"""Other systems hear of what happens to campaigns and people."""

import datetime as dt
from typing import Any

import pytest

from accounts.access import access_of
from accounts.models import Membership
from accounts.permissions import Role
from calls.lifecycle import Status
from calls.numbers import rest_numbers
from campaigns.alerts import tell_missed_promises
from campaigns.braking import apply_brakes
from campaigns.models import Promise
from campaigns.services import cancel_campaign, start_campaign
from contacts.services.suppression import suppress
from lib.clock import database_now
from outbox import services
from outbox.events import Event
from outbox.models import Delivery
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings):
    """One that wants to hear of everything."""
    settings.OUTSIDE_ALLOWED = ["127.0.0.1"]
    made = rows.organization()
    access = access_of(Membership.objects.get(user=rows.member(made, Role.ADMIN)))
    everything = [event for event in Event if event is not Event.TEST]
    services.create_endpoint(access=access, url="http://127.0.0.1:1/", events=everything)
    return made


def told() -> list[tuple[str, dict[str, Any]]]:
    return list(Delivery.objects.order_by("id").values_list("event", "data"))


def test_what_happens_is_told(shop):
    campaign = rows.campaign(shop)
    campaign.lists.add(rows.contact_list(shop, rows.contact(shop)))
    start_campaign(campaign=campaign)
    cancel_campaign(campaign=campaign)
    suppress(organization=shop, e164="+34612345678", source="staff")
    heard = told()
    assert [event for event, _data in heard] == [
        "campaign.started",
        "campaign.finished",
        "contact.suppressed",
    ]
    assert heard[0][1] == {"campaign": campaign.pk, "name": campaign.name, "status": "running"}
    assert heard[2][1]["phone"] == "+34612345678"


def test_a_pause_by_a_brake_is_told_with_its_reason(shop):
    campaign = rows.campaign(shop, status="running", daily_minutes=0)
    apply_brakes([campaign.pk])
    apply_brakes([campaign.pk])
    [(event, data)] = told()
    assert event == "campaign.paused"
    assert (data["campaign"], data["status"], data["reason"]) == (campaign.pk, "paused", "budget")
    assert data["resumes_at"] > database_now().isoformat()


def test_a_missed_promise_is_told_once(shop):
    target, call, now = rows.called_target(rows.campaign(shop)), rows.call(shop), database_now()
    Promise.objects.create(target=target, made_on=call, promised_at=now - dt.timedelta(hours=1))
    tell_missed_promises(now=now)
    tell_missed_promises(now=now)
    [(event, data)] = told()
    assert event == "promise.missed"
    assert (data["contact"], data["promised_on_call"]) == (target.contact_id, call.pk)


def test_a_number_that_rests_is_told_once_to_whoever_called_with_it(shop):
    refused = {"status": Status.REFUSED, "error_code": "21210", "from_number": "+34910000009"}
    rows.call(shop, **refused)
    rest_numbers()
    rest_numbers()
    assert told() == [("number.resting", {"number": "+34910000009", "reason": "refused"})]
