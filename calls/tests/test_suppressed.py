"""A wish not to be called reaches calls that are already under way."""

from urllib.parse import urlencode

from celery import current_app
from django.conf import settings

from calls.lifecycle import Status
from calls.models import Call
from calls.suppressed import end_suppressed
from calls.tests.test_recordings import asked
from conftest import NUMBER
from contacts.services import suppress
from tests import rows


def test_a_call_that_was_not_sent_yet_is_withdrawn(db):
    shop = rows.organization()
    call = rows.call(shop, status=Status.INTENT)
    other = rows.call(shop, status=Status.INTENT, contact=rows.contact(shop))
    assert end_suppressed() == 0
    suppress(organization=shop, e164=call.to_number, source="written")
    assert end_suppressed() == 1
    call.refresh_from_db()
    other.refresh_from_db()
    assert call.status == Status.ABANDONED
    assert other.status == Status.INTENT
    assert end_suppressed() == 0


def test_who_said_it_on_this_call_hears_the_good_bye(db):
    shop = rows.organization()
    call = rows.call(shop, status=Status.IN_PROGRESS, outcome="opted_out")
    suppress(organization=shop, e164=call.to_number, source="spoken")
    assert end_suppressed() == 0


def test_one_organisation_s_wish_is_no_other_s(db):
    shop, other = rows.organization(), rows.organization()
    call = rows.call(shop, status=Status.INTENT)
    suppress(organization=other, e164=call.to_number, source="staff")
    assert end_suppressed() == 0
    suppress(organization=None, e164=call.to_number, source="staff")
    assert end_suppressed() == 1


def test_a_wish_by_the_api_ends_what_is_on_the_line_by_the_next_beat(simulator, organization):
    """The pieces that run: the API, what Beat starts and how often, the provider's own protocol."""
    (beat,) = [
        each
        for each in settings.CELERY_BEAT_SCHEDULE.values()
        if each["task"] == "calls.tasks.end_suppressed"
    ]
    assert beat["schedule"] + beat["options"]["expires"] < 5, "in force everywhere within 5 s"
    queue = settings.CELERY_TASK_ROUTES[beat["task"]]["queue"]
    assert queue == "dialer", "no import, however long, holds it up"

    call = rows.call(organization, trunk=rows.trunk(is_rehearsal=True), status=Status.IN_PROGRESS)
    simulator.post("people", {"*": "agreeable"})
    account = f"{simulator.url}/2010-04-01/Accounts/{simulator.account_sid}"
    waits = "<Response><Pause length='3000'/></Response>"
    form = urlencode({"To": call.to_number, "From": NUMBER, "Twiml": waits})
    sid = asked(simulator, f"{account}/Calls.json", form)["sid"]
    Call.objects.filter(pk=call.pk).update(provider_id=sid)
    while asked(simulator, f"{account}/Calls/{sid}.json")["status"] != "in-progress":
        pass

    wish = {"phone": call.to_number, "reason": "asked by mail"}
    browser = rows.browser(organization)
    made = browser.post("/api/v1/suppressions/", wish, content_type="application/json")
    assert made.status_code == 201
    assert asked(simulator, f"{account}/Calls/{sid}.json")["status"] == "in-progress"
    current_app.tasks[beat["task"]].apply()
    assert asked(simulator, f"{account}/Calls/{sid}.json")["status"] == "completed"
