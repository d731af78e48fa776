"""What makes a campaign pause by itself, who is told, and how it goes on."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core import mail

from accounts.models import Membership, User
from calls import breaker
from calls.models import Call, Trunk
from campaigns import dialer
from campaigns.alerts import tell_paused
from campaigns.brakes import Budget, Record, brake, tomorrow
from campaigns.braking import allow_calls, apply_brakes, resume_due, stop_all_calls
from campaigns.ledger import State
from campaigns.models import Attempt, CallingLimits, Campaign, Spending
from campaigns.services import resume_campaign
from campaigns.spending import minutes_left
from conftest import World
from lib.clock import database_now
from notices.mail import mail_due

Make = Callable[..., Campaign]
NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def _brake(record: Record) -> str:
    return brake(record, hang_up_limit=0.5, opt_out_limit=0.2)


def test_a_few_calls_prove_nothing():
    assert _brake(Record(ended=19, hung_up=19, opted_out=19)) == ""


def test_too_many_hang_ups_or_opt_outs_brake():
    assert _brake(Record(ended=20, hung_up=11, opted_out=0)) == "hang_ups"
    assert _brake(Record(ended=20, hung_up=10, opted_out=0)) == ""
    assert _brake(Record(ended=20, hung_up=0, opted_out=5)) == "opt_outs"


def test_a_budget_is_what_is_tighter_of_minutes_and_money():
    price = Decimal("0.5")
    assert Budget(None, None).left(1000, price=price) is None
    assert Budget(100, None).left(30, price=price) == 70
    assert Budget(100, Decimal(20)).left(30, price=price) == 10
    assert Budget(10, None).left(30, price=price) == 0


def test_tomorrow_begins_by_the_clock_of_the_zone():
    assert tomorrow(NOW, "America/Bogota") == dt.datetime(2026, 11, 22, 5, tzinfo=dt.UTC)


def _calls(campaign: Campaign, outcome: str, count: int) -> None:
    trunk = Trunk.objects.get_or_create(provider="twilio", account="ACx", is_rehearsal=True)[0]
    for target in campaign.targets.select_related("contact")[:count]:
        call = Call.objects.create(
            organization=campaign.organization,
            contact=target.contact,
            agent=campaign.agent,
            trunk=trunk,
            to_number=target.contact.e164,
            from_number="+15005550006",
            status="completed",
            outcome=outcome,
            answered_at=database_now(),
        )
        Attempt.objects.create(call=call, campaign=campaign, target=target)


@pytest.mark.django_db(transaction=True)
def test_people_who_hang_up_pause_the_campaign_until_a_person_lets_it_go_on(
    simulator: World, make_campaign: Make
):
    campaign = make_campaign(people=30)
    _calls(campaign, "hung_up", 25)
    apply_brakes([campaign.pk])
    campaign.refresh_from_db()
    assert (campaign.status, campaign.paused_reason) == (Campaign.Status.PAUSED, "hang_ups")
    assert dialer.tick() == 0
    resume_campaign(campaign=campaign)
    apply_brakes([campaign.pk])
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.RUNNING  # what it paused for was looked at


@pytest.mark.django_db(transaction=True)
def test_a_spent_budget_pauses_until_the_next_day(simulator: World, make_campaign: Make):
    campaign = make_campaign(people=3)
    CallingLimits.objects.create(organization=campaign.organization, daily_minutes=10)
    today = database_now().astimezone(dt.UTC).date()
    for day in (today, today + dt.timedelta(days=1)):  # whichever it is in Madrid
        Spending.objects.create(campaign=campaign, day=day, calls=5, minutes=10)
    apply_brakes([campaign.pk])
    campaign.refresh_from_db()
    assert campaign.paused_reason == "organization_budget"
    assert campaign.resumes_at is not None
    Spending.objects.all().delete()
    resume_due(now=campaign.resumes_at)
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.RUNNING


@pytest.mark.django_db(transaction=True)
def test_no_more_calls_are_placed_at_once_than_the_budget_has_minutes(
    simulator: World, make_campaign: Make
):
    simulator.reset(everyone="no_answer", speed=0.01)
    campaign = make_campaign(people=10, daily_minutes=3)
    for _tick in range(4):
        dialer.tick()
    assert campaign.targets.filter(state=State.CALLING).count() == 3
    assert minutes_left([campaign], now=database_now()) == {campaign.pk: 3}


@pytest.mark.django_db(transaction=True)
def test_an_emergency_stop_places_no_call_until_it_is_lifted(simulator: World, make_campaign: Make):
    campaign = make_campaign(people=2)
    stop_all_calls(organization=campaign.organization, user=None)
    dialer.tick()
    assert Call.objects.count() == 0
    allow_calls(organization=campaign.organization)
    dialer.tick()
    assert Call.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_provider_that_fails_is_left_alone_and_tried_again(simulator: World, make_campaign: Make):
    simulator.post("faults", {"kind": "create_500"})
    campaign = make_campaign(people=60)
    while Call.objects.filter(status="unknown").count() < 20:
        dialer.tick()
    breaker.judge_trunks(now=database_now())
    trunk = Trunk.objects.get()
    assert trunk.paused_reason == breaker.FAILS
    placed = Call.objects.count()
    dialer.tick()
    assert Call.objects.count() == placed
    assert trunk.paused_until is not None
    breaker.judge_trunks(now=trunk.paused_until)
    trunk.refresh_from_db()
    assert trunk.paused_reason == ""
    assert campaign.targets.filter(state=State.PARKED).count() == 0


@pytest.mark.django_db
def test_owners_are_told_in_their_language(simulator: World, make_campaign: Make):
    campaign = make_campaign(people=1)
    owner = User.objects.create_user("duena@example.test", language="es")
    Membership.objects.create(user=owner, organization=campaign.organization, role="owner")
    viewer = User.objects.create_user("mira@example.test")
    Membership.objects.create(user=viewer, organization=campaign.organization, role="viewer")
    tell_paused(campaign, "opt_outs")
    assert mail_due() == 1
    assert mail.outbox[0].to == ["duena@example.test"]
    assert mail.outbox[0].body.startswith(f"{campaign.name} se ha puesto en pausa.")
