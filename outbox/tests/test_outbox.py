"""Other systems are told, once it is true, until they have taken it."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import random

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.access import access_of
from accounts.models import Membership
from accounts.permissions import Role
from lib.errors import InvalidInput
from outbox import courier, services
from outbox.backoff import WAITS_SECONDS, wait_after
from outbox.events import Event
from outbox.models import Delivery, Endpoint
from outbox.tests.receiver import Receiver
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    settings.OUTSIDE_ALLOWED = ["127.0.0.1"]
    with Receiver() as running:
        yield running


@pytest.fixture
def shop(db):
    return rows.organization()


@pytest.fixture
def access(shop):
    return access_of(Membership.objects.get(user=rows.member(shop, Role.ADMIN)))


@pytest.fixture
def endpoint(access, receiver):
    return services.create_endpoint(
        access=access, url=receiver.url, events=[Event.CALL_ENDED, Event.CAMPAIGN_STARTED]
    )


def publish(shop, event=Event.CALL_ENDED, **data):
    return services.publish(organization=shop, event=event, data=data)


def deliver():
    """Send what is due; the rows as they are then."""
    courier.deliver_due()
    return list(Delivery.objects.order_by("id"))


def make_due():
    Delivery.objects.filter(status="waiting").update(next_attempt_at=timezone.now())


def test_a_message_is_signed_so_that_the_receiver_can_tell(shop, endpoint, receiver):
    assert publish(shop, call=7, outcome="goal_met", note="¿sí?") == 1
    (delivery,) = deliver()
    assert (delivery.status, delivery.answered_status, delivery.answer) == (
        "delivered",
        200,
        "noted",
    )
    headers, body = receiver.messages[0]
    message = json.loads(body)
    assert message["type"] == "call.ended"
    assert message["data"] == {"call": 7, "outcome": "goal_met", "note": "¿sí?"}
    # As a receiver does it that knows the standard and the secret, and nothing of our code:
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(endpoint.secret.reveal().removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60


def test_only_who_wants_an_event_hears_of_it(shop, endpoint, receiver):
    assert publish(shop, Event.IMPORT_FINISHED) == 0
    assert publish(rows.organization()) == 0
    Endpoint.objects.update(is_active=False)
    assert publish(shop) == 0
    assert deliver() == []
    assert receiver.messages == []


def test_what_did_not_happen_is_not_told(shop, endpoint, receiver):
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(shop)
        raise RuntimeError
    assert deliver() == []


def test_it_is_tried_again_with_the_same_id_until_it_is_taken(shop, endpoint, receiver):
    receiver.status = 503
    publish(shop)
    (delivery,) = deliver()
    assert (delivery.status, delivery.attempts, delivery.answered_status) == ("waiting", 1, 503)
    assert dt.timedelta(0) < delivery.next_attempt_at - timezone.now() < dt.timedelta(seconds=6)
    assert deliver()[0].attempts == 1  # not before its time
    receiver.status = 200
    make_due()
    (delivery,) = deliver()
    assert (delivery.status, delivery.attempts) == ("delivered", 2)
    assert len({headers["webhook-id"] for headers, _body in receiver.messages}) == 1
    assert len({body for _headers, body in receiver.messages}) == 1


def test_a_receiver_that_is_away_is_tried_for_a_day(shop, endpoint, settings):
    Endpoint.objects.update(url="http://127.0.0.1:1/hooks")
    publish(shop)
    attempts = 0
    while (delivery := deliver()[0]).status == "waiting":
        attempts += 1
        assert delivery.answered_status is None
        make_due()
    assert (attempts, delivery.status) == (len(WAITS_SECONDS), "failed")
    assert delivery.ended_at is not None
    endpoint.refresh_from_db()
    assert endpoint.is_active


def test_the_waits_grow_and_fill_a_day():
    chance = random.Random(1)
    tried = range(1, len(WAITS_SECONDS) + 1)
    waits = [wait for n in tried if (wait := wait_after(n, chance=chance)) is not None]
    assert len(waits) == len(WAITS_SECONDS)
    assert wait_after(len(WAITS_SECONDS) + 1, chance=chance) is None
    assert sorted(waits) == waits
    assert dt.timedelta(hours=18) < sum(waits, dt.timedelta()) < dt.timedelta(hours=24)


def test_a_courier_that_died_leaves_its_deliveries_to_the_next(shop, endpoint, receiver):
    publish(shop)
    (claimed,) = courier._claim()
    assert courier._claim() == []  # nobody else takes it meanwhile
    make_due()  # its lease runs out
    (delivery,) = deliver()
    assert delivery.status == "delivered"
    courier._record(claimed, courier.Receipt(500, "late"))  # it was not dead, only slow
    assert Delivery.objects.get().status == "delivered"


def test_it_reaches_no_address_of_our_own_network(shop, access, endpoint, receiver, settings):
    settings.OUTSIDE_ALLOWED = []
    for url in ("http://127.0.0.1/", "http://169.254.169.254/", "http://localhost/", "ftp://x/"):
        with pytest.raises(InvalidInput):
            services.create_endpoint(access=access, url=url, events=[Event.CALL_ENDED])
        with pytest.raises(InvalidInput):
            services.update_endpoint(access=access, endpoint=endpoint, url=url)
    publish(shop)  # its name leads inside by now
    (delivery,) = deliver()
    assert (delivery.answered_status, delivery.answer) == (None, "address_refused")
    assert receiver.messages == []


def test_whoever_fails_for_days_is_switched_off_and_people_are_told(shop, endpoint, receiver):
    receiver.status = 500
    publish(shop)
    Delivery.objects.update(attempts=len(WAITS_SECONDS))
    Endpoint.objects.update(failing_since=timezone.now() - dt.timedelta(days=4))
    deliver()
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_reason) == (False, "failing")
    (notice,) = shop.notices.filter(kind="webhook_disabled")
    assert receiver.url in str(notice)
    assert publish(shop) == 0


def test_whoever_is_gone_is_switched_off_at_once(shop, endpoint, receiver):
    receiver.status = 410
    publish(shop)
    deliver()
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_reason) == (False, "gone")


def test_a_delivery_ends_the_row_of_failures(shop, access, endpoint, receiver):
    Endpoint.objects.update(failing_since=timezone.now())
    publish(shop)
    deliver()
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_what_was_given_up_can_be_sent_again(shop, access, endpoint, receiver):
    receiver.status = 410
    publish(shop)
    (delivery,) = deliver()
    assert delivery.status == "failed"
    receiver.status = 200
    services.replay_delivery(access=access, delivery=delivery)
    assert deliver()[0].status == "delivered"
    ids = [headers["webhook-id"] for headers, _body in receiver.messages]
    assert ids[0] == ids[1]


def test_it_is_all_in_the_api(shop, receiver):
    browser = rows.browser(shop, Role.ADMIN)

    def ask(method, path, **body):
        answer = getattr(browser, method)(f"/api/v1{path}", body, content_type="application/json")
        return answer.status_code, answer.json() if answer.content else None

    status, made = ask("post", "/webhooks/", url=receiver.url, events=["call.ended"])
    assert status == 201
    assert made["secret"].startswith("whsec_")
    path = f"/webhooks/{made['id']}/"
    assert "secret" not in ask("get", path)[1]
    assert ask("post", f"{path}test/")[0] == 202
    deliver()
    log = ask("get", f"/deliveries/?webhook={made['id']}")[1]["results"]
    assert [(row["event"], row["status"]) for row in log] == [("test", "delivered")]
    assert ask("post", f"/deliveries/{log[0]['id']}/replay/")[0] == 202
    deliver()
    assert len(receiver.messages) == 2
    assert ask("post", f"{path}rotate/")[1]["secret"] != made["secret"]
    assert ask("patch", path, is_active=False)[1]["is_active"] is False
    assert ask("post", "/webhooks/", url="http://10.0.0.1/", events=["call.ended"])[0] == 400
    assert ask("post", "/webhooks/", url=receiver.url, events=["nonsense"])[0] == 400
    assert ask("delete", path) == (204, None)
