"""The dialer against the simulator: whom it rings, how often, and what it writes."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import F

from calls import outbound
from calls.models import Call
from calls.reconcile import find_out_unknown, sweep_leases
from campaigns import dialer
from campaigns.claims import Queue, give_back, held, sweep_claims
from campaigns.ledger import SETTLED, State
from campaigns.models import Campaign, Target
from campaigns.services import cancel_campaign, pause_campaign
from conftest import World
from contacts.services import suppress
from lib.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Campaign]


def _run_until_settled(campaign: Campaign, *, rounds: int = 600) -> None:
    """Tick until nobody is left to call. Bounded by rounds, not by the clock."""
    for _round in range(rounds):
        dialer.tick()
        if not campaign.targets.exclude(state__in=SETTLED).exists():
            return
        time.sleep(0.02)
    raise AssertionError(f"not settled: {_states(campaign)}")


def _tick_until_sent() -> Call:
    """Tick until a call has left; on a busy machine one may miss its slot, and is written anew."""
    for _round in range(50):
        dialer.tick()
        if call := Call.objects.exclude(status="abandoned").first():
            return call
        time.sleep(0.02)
    raise AssertionError("nothing was sent")


def _states(campaign: Campaign) -> Counter[tuple[str, str]]:
    return Counter(campaign.targets.values_list("state", "reason"))


def test_it_rings_everybody_and_settles(simulator: World, webhooks: str, make_campaign: Make):
    simulator.reset(everyone="busy")
    campaign = make_campaign(people=5, retry_policy={})
    _run_until_settled(campaign)
    assert _states(campaign) == {(State.EXHAUSTED, "busy"): 5}
    assert len(simulator.rings()) == 5
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.COMPLETED


def test_it_calls_again_as_often_as_the_policy_says(
    simulator: World, webhooks: str, make_campaign: Make
):
    simulator.reset(everyone="no_answer")
    campaign = make_campaign(people=2)
    _run_until_settled(campaign)
    assert set(campaign.targets.values_list("attempts", flat=True)) == {2}
    assert set(Counter(ring["to"] for ring in simulator.rings()).values()) == {2}


def test_it_never_rings_a_suppressed_number(simulator: World, webhooks: str, make_campaign: Make):
    simulator.reset(everyone="busy")
    campaign = make_campaign(people=2, retry_policy={})
    target = campaign.targets.select_related("contact").first()
    assert target is not None
    number = target.contact.e164
    suppress(
        organization=campaign.organization, e164=number, reason="", source="staff", evidence=""
    )
    _run_until_settled(campaign)
    assert number not in {ring["to"] for ring in simulator.rings()}
    target.refresh_from_db()
    assert (target.state, target.reason) == (State.SKIPPED, "suppressed")


def test_a_suppression_between_intent_and_sending_stops_the_call(
    simulator: World, make_campaign: Make, monkeypatch: pytest.MonkeyPatch
):
    campaign = make_campaign(people=1)
    begin = outbound.begin_sending

    def suppress_first(*, trunk, planned):
        callee = planned[0].order.callee
        suppress(
            organization=campaign.organization,
            e164=callee.e164,
            reason="",
            source="staff",
            evidence="",
        )
        return begin(trunk=trunk, planned=planned)

    monkeypatch.setattr(outbound, "begin_sending", suppress_first)
    dialer.tick()
    dialer.tick()
    assert simulator.rings() == []
    assert _states(campaign) == {(State.SKIPPED, "suppressed"): 1}


def test_outside_hours_nobody_is_rung_and_the_next_time_is_known(
    simulator: World, make_campaign: Make
):
    tomorrow = str((database_now() + dt.timedelta(days=2)).weekday())
    campaign = make_campaign(people=1, windows={tomorrow: [["10:00", "11:00"]]})
    dialer.tick()
    target = campaign.targets.get()
    assert (target.state, target.reason) == (State.WAITING, "outside_hours")
    assert target.next_attempt_at is not None
    assert target.next_attempt_at > database_now()
    assert simulator.rings() == []


def test_a_country_that_is_not_allowed_is_not_rung(simulator: World, make_campaign: Make, settings):
    settings.ALLOWED_COUNTRIES = ["MX"]
    campaign = make_campaign(people=1)
    dialer.tick()
    assert _states(campaign) == {(State.SKIPPED, "country_not_allowed"): 1}
    assert simulator.rings() == []


@pytest.mark.parametrize("fault", ["create_reset", "create_500", "create_bad_json"])
def test_an_answer_that_never_came_is_not_repeated(
    simulator: World, webhooks: str, make_campaign: Make, fault: str
):
    simulator.reset(everyone="busy")
    simulator.post("faults", {"kind": fault})
    campaign = make_campaign(people=10, retry_policy={})
    _run_until_settled(campaign)
    rings = Counter(ring["to"] for ring in simulator.rings())
    assert set(rings.values()) == {1}
    assert len(rings) == 10


def test_without_callbacks_the_providers_list_finds_the_call(simulator: World, make_campaign: Make):
    simulator.reset(everyone="busy")
    simulator.post("faults", [{"kind": "create_500"}, {"kind": "callback_lost"}])
    make_campaign(people=1, retry_policy={})
    call = _tick_until_sent()
    assert call.status == "unknown"
    find_out_unknown()
    call.refresh_from_db()
    assert call.provider_id.startswith("CA")
    assert len(simulator.rings()) == 1


def test_a_call_that_never_reached_the_provider_expires_and_is_tried_again(
    simulator: World, webhooks: str, make_campaign: Make, settings
):
    settings.UNKNOWN_GRACE_SECONDS = 0
    simulator.reset(everyone="busy")
    simulator.post("faults", {"kind": "create_dropped", "count": 1})
    campaign = make_campaign(people=1, retry_policy={"failed": {"attempts": 2, "delay": 0.001}})
    _tick_until_sent()
    assert simulator.rings() == []
    for _look in range(3):
        find_out_unknown()
    _run_until_settled(campaign)
    assert len(simulator.rings()) == 1


def test_asked_to_wait_it_waits_and_counts_no_attempt(simulator: World, make_campaign: Make):
    simulator.post("faults", {"kind": "create_429", "retry_after": 120})
    campaign = make_campaign(people=1)
    _tick_until_sent()
    dialer.tick()
    target = campaign.targets.get()
    assert (target.state, target.reason, target.attempts) == (State.WAITING, "provider_busy", 0)
    assert target.next_attempt_at is not None
    assert target.next_attempt_at > database_now() + dt.timedelta(seconds=90)


def test_two_dialers_never_claim_the_same_target(make_campaign: Make, simulator: World):
    campaign = make_campaign(people=20)
    now = database_now()
    first = Queue(campaign).claim(limit=15, now=now)
    second = Queue(campaign).claim(limit=15, now=now)
    assert len(first) == 15
    assert len(second) == 5
    assert not {target.pk for target in first} & {target.pk for target in second}


def test_whoever_comes_back_to_the_front_of_the_queue_is_seen_again(
    make_campaign: Make, simulator: World
):
    queue = Queue(make_campaign(people=6))
    now = database_now()
    first = queue.claim(limit=2, now=now)
    second = queue.claim(limit=2, now=now)
    give_back(first)
    assert {claim.pk for claim in queue.claim(limit=2, now=now)}.isdisjoint(
        claim.pk for claim in (*first, *second)
    )
    # Nobody else is due: it begins at the front again.
    assert {claim.pk for claim in queue.claim(limit=2, now=now)} == {claim.pk for claim in first}
    give_back(second)
    later = now + dt.timedelta(seconds=2)
    assert {claim.pk for claim in queue.claim(limit=2, now=later)} == {claim.pk for claim in second}


def test_a_claim_whose_dialer_died_is_freed(make_campaign: Make, simulator: World):
    campaign = make_campaign(people=3)
    Queue(campaign).claim(limit=3, now=database_now())
    long_ago = database_now() - dt.timedelta(minutes=5)
    campaign.targets.update(lease_until=long_ago)
    assert Queue(campaign).claim(limit=3, now=database_now()) == []
    sweep_claims(now=database_now())
    assert _states(campaign) == {(State.WAITING, "released"): 3}


def test_a_claim_that_was_swept_can_no_longer_be_dialed(make_campaign: Make, simulator: World):
    campaign = make_campaign(people=1)
    stale = Queue(campaign).claim(limit=1, now=database_now())
    campaign.targets.update(fence=F("fence") + 1)
    with transaction.atomic():
        assert held(stale) == []


def test_a_dialer_that_died_after_its_intent_rang_nobody_and_lost_nobody(
    simulator: World, webhooks: str, make_campaign: Make, monkeypatch: pytest.MonkeyPatch
):
    simulator.reset(everyone="busy")
    campaign = make_campaign(people=2, retry_policy={})
    with monkeypatch.context() as patch:
        patch.setattr(outbound, "begin_sending", _die)
        with pytest.raises(Died):
            dialer.tick()
    Call.objects.update(lease_until=database_now() - dt.timedelta(minutes=1))
    assert sweep_leases() == 2
    _run_until_settled(campaign)
    assert Counter(ring["to"] for ring in simulator.rings()).most_common(1)[0][1] == 1
    assert len(simulator.rings()) == 2


def test_a_dialer_that_died_after_the_request_rings_nobody_again(
    simulator: World, webhooks: str, make_campaign: Make, settings, monkeypatch: pytest.MonkeyPatch
):
    simulator.reset(everyone="busy")
    campaign = make_campaign(people=2, retry_policy={})
    with monkeypatch.context() as patch:
        patch.setattr(outbound, "record", _die)
        with pytest.raises(Died):
            dialer.tick()
    Call.objects.filter(status="sending").update(lease_until=database_now())
    settings.UNKNOWN_GRACE_SECONDS = 0
    for _look in range(3):
        sweep_leases()
        find_out_unknown()
    _run_until_settled(campaign)
    rings = Counter(ring["to"] for ring in simulator.rings())
    assert set(rings.values()) == {1}


def test_a_paused_campaign_places_no_call(simulator: World, make_campaign: Make):
    campaign = make_campaign(people=3)
    pause_campaign(campaign=campaign)
    dialer.tick()
    assert Call.objects.count() == 0


def test_a_canceled_campaign_leaves_nobody_unexplained(simulator: World, make_campaign: Make):
    campaign = make_campaign(people=3)
    cancel_campaign(campaign=campaign)
    dialer.tick()
    assert _states(campaign) == {(State.CANCELED, "campaign_canceled"): 3}


def test_it_keeps_to_the_calls_at_once(simulator: World, make_campaign: Make):
    simulator.reset(everyone="no_answer", speed=0.01)
    campaign = make_campaign(people=10, max_concurrent=4)
    for _tick in range(3):
        dialer.tick()
    assert Target.objects.filter(campaign=campaign, state=State.CALLING).count() == 4


class Died(Exception):
    """The process ended here."""


def _die(*_args, **_kwargs):
    raise Died


def test_an_extension_is_pressed_once_somebody_answers(
    simulator: World, webhooks: str, make_campaign: Make
):
    simulator.reset(everyone="busy")
    campaign = make_campaign(people=2, retry_policy={})
    someone = campaign.targets.select_related("contact").earliest("pk").contact
    someone.attributes = {"Extensión": "12-34"}
    someone.save(update_fields=["attributes"])
    _run_until_settled(campaign)
    created = simulator.get("ledger?kind=create")["entries"]
    pressed = {entry["to"]: entry["parameters"].get("SendDigits") for entry in created}
    assert pressed.pop(someone.e164) == "ww1234"
    assert set(pressed.values()) <= {None, ""}
