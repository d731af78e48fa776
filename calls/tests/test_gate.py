"""The gate's facts as they stand in the database: what is decided on them is contacts' own."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Organization
from calls import gate
from calls.models import Call, Trunk
from calls.order import Callee, Order
from contacts.hashes import digest_as
from contacts.models import ConsentRecord, Contact, CountryRule, SuppressedHash, SuppressionSet
from contacts.policy import VERSION
from conversations.models import Agent

TUESDAY = dt.datetime(2026, 11, 24, 11, tzinfo=ZoneInfo("Europe/Madrid"))
ALL_DAY = {str(day): [["00:00", "24:00"]] for day in range(7)}


@pytest.fixture
def shop(db):
    return Organization.objects.create(name="Luna", is_rehearsal=False)


@pytest.fixture
def trunk(shop):
    return Trunk.objects.create(provider="twilio", account="AC1", is_rehearsal=False)


def order_for(shop, purpose="reminder", phone="+34612345678"):
    contact, _made = Contact.objects.get_or_create(organization=shop, e164=phone, country="ES")
    agent, _made = Agent.objects.get_or_create(organization=shop, name="Lucía")
    return Order(
        organization=shop, callee=Callee(contact.pk, contact.e164, contact.time_zone),
        agent=agent, windows=ALL_DAY, context={"purpose": purpose},
    )  # fmt: skip


def ask(order, trunk, now=TUESDAY, **more):
    (verdict,) = gate.ask([order], trunk=trunk, now=now, **more)
    assert verdict.version == VERSION
    return verdict


def call_to(order, trunk, sent_at):
    return Call.objects.create(
        organization=order.organization, contact_id=order.callee.contact, agent=order.agent,
        trunk=trunk,
        to_number=order.callee.e164, from_number="+34910000000", status="completed",
        sent_at=sent_at,
    )  # fmt: skip


def test_the_law_holds_for_real_calls_and_not_for_rehearsals(shop, trunk):
    order = order_for(shop)
    assert ask(order, trunk).allowed
    sunday = TUESDAY - dt.timedelta(days=2)
    assert ask(order, trunk, now=sunday).reason == "outside_hours"
    shop.is_rehearsal = trunk.is_rehearsal = True
    assert ask(order, trunk, now=sunday).allowed


def test_a_consent_opens_the_gate_for_its_purpose_until_it_is_withdrawn(shop, trunk):
    order = order_for(shop, purpose="sales")
    assert ask(order, trunk).reason == "no_consent"
    given = ConsentRecord.objects.create(
        organization=shop, e164="+34612345678", purpose="service", basis="consent",
        source="web", given_at=TUESDAY - dt.timedelta(days=30_000),
    )  # fmt: skip
    assert ask(order, trunk).reason == "no_consent"
    ConsentRecord.objects.update(purpose="marketing")
    assert ask(order, trunk).allowed
    ConsentRecord.objects.update(withdrawn_at=given.given_at)
    assert ask(order, trunk).reason == "no_consent"


def test_calls_of_every_campaign_are_counted(shop, trunk):
    order = order_for(shop)
    for hours in (1, 2, 3):
        last = call_to(order, trunk, TUESDAY - dt.timedelta(hours=hours))
    verdict = ask(order, trunk)
    assert verdict.reason == "recently_called"
    # A day after the first of the three, and ten o'clock in the Canaries, too.
    assert verdict.next_time == dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
    assert ask(order, trunk, own=[last.pk]).allowed


def test_what_an_organisation_decided_for_a_country_holds(shop, trunk):
    CountryRule.objects.create(organization=shop, country="ES", is_allowed=False)
    assert ask(order_for(shop), trunk).reason == "country_not_allowed"


@pytest.mark.parametrize("scheme", SuppressionSet.Scheme.values)
def test_a_number_of_a_list_of_others_is_never_called(shop, trunk, scheme):
    order = order_for(shop)
    others = SuppressionSet.objects.create(
        organization=None, kind="robinson", scheme=scheme, status="ready"
    )
    SuppressedHash.objects.create(
        suppression_set=others, digest=digest_as(scheme, order.callee.e164)
    )
    assert ask(order, trunk).reason == "suppressed"
    assert ask(order_for(shop, phone="+34612345679"), trunk).allowed
    SuppressionSet.objects.update(expires_at=TUESDAY - dt.timedelta(days=3000))
    assert ask(order, trunk).allowed


def test_nobody_is_rung_for_a_suspended_organisation(shop, trunk):
    shop.suspended_at = TUESDAY
    verdict = ask(order_for(shop), trunk)
    assert (verdict.allowed, verdict.reason) == (False, "organization_suspended")
    assert verdict.next_time == TUESDAY + dt.timedelta(hours=1)


def test_the_calls_of_a_day_end_at_the_limit(shop, trunk):
    shop.max_calls_per_day = 2
    orders = [order_for(shop, phone=f"+3461234567{number}") for number in range(3)]
    verdicts = gate.ask(orders, trunk=trunk, now=TUESDAY)
    assert [verdict.allowed for verdict in verdicts] == [True, True, False]
    assert verdicts[2].reason == "calls_of_today"
    assert verdicts[2].next_time == dt.datetime(2026, 11, 25, tzinfo=TUESDAY.tzinfo)

    sent = call_to(orders[0], trunk, TUESDAY)
    Call.objects.filter(pk=sent.pk).update(created_at=TUESDAY)
    verdicts = gate.ask(orders[1:], trunk=trunk, now=TUESDAY)
    assert [verdict.reason for verdict in verdicts[1:]] == ["calls_of_today"]
    assert verdicts[0].allowed
