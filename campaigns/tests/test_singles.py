"""Single calls: the same gate and the same ledger, once for each key."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import Organization
from campaigns import dialer
from campaigns.ledger import State
from campaigns.models import Campaign
from campaigns.singles import cancel_call, place_call, reschedule_call, target_of
from campaigns.tests.test_dialer import _run_until_settled
from conftest import World
from contacts.models import Contact
from contacts.services import suppress
from conversations.models import Agent
from lib.clock import database_now
from lib.errors import DomainError, InvalidInput

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever time it is while this test runs."""
    all_day = {str(day): [["00:00", "24:00"]] for day in range(7)}
    monkeypatch.setattr("campaigns.singles.ANY_DAY", all_day)


@pytest.fixture
def person(organization: Organization) -> Contact:
    return Contact.objects.create(
        organization=organization, e164="+34600120001", country="ES", time_zone="Europe/Madrid"
    )


def test_one_person_is_called_once(
    simulator: World, webhooks: str, organization: Organization, agent: Agent, person: Contact
):
    simulator.reset(everyone="busy")
    single = place_call(organization=organization, user=None, contact=person, agent=agent)
    _run_until_settled(single)
    assert [ring["to"] for ring in simulator.rings()] == [person.e164]
    assert (target_of(single).state, target_of(single).reason) == (State.EXHAUSTED, "busy")


def test_the_same_key_is_the_same_call_however_many_ask_at_once(
    simulator: World, organization: Organization, agent: Agent, person: Contact
):
    def ask(_number: int) -> int:
        try:
            return place_call(
                organization=organization, user=None, contact=person, agent=agent, request_key="k"
            ).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as several:
        assert len(set(several.map(ask, range(24)))) == 1
    assert Campaign.objects.count() == 1


def test_it_waits_for_its_time_and_can_be_given_another(
    simulator: World, organization: Organization, agent: Agent, person: Contact
):
    later = database_now() + dt.timedelta(hours=2)
    single = place_call(organization=organization, user=None, contact=person, agent=agent, at=later)
    dialer.tick()
    assert simulator.rings() == []
    reschedule_call(single=single, at=later + dt.timedelta(hours=1))
    assert target_of(single).next_attempt_at == later + dt.timedelta(hours=1)
    with pytest.raises(InvalidInput):
        reschedule_call(single=single, at=database_now() - dt.timedelta(minutes=1))


def test_a_canceled_one_is_not_placed_and_cannot_be_moved(
    simulator: World, organization: Organization, agent: Agent, person: Contact
):
    single = place_call(organization=organization, user=None, contact=person, agent=agent)
    cancel_call(single=single)
    dialer.tick()
    assert simulator.rings() == []
    assert target_of(single).state == State.CANCELED
    with pytest.raises(DomainError):
        reschedule_call(single=single, at=database_now() + dt.timedelta(hours=1))


def test_the_gate_is_asked(
    simulator: World, organization: Organization, agent: Agent, person: Contact
):
    suppress(organization=organization, e164=person.e164, reason="", source="staff", evidence="")
    single = place_call(organization=organization, user=None, contact=person, agent=agent)
    dialer.tick()
    assert simulator.rings() == []
    assert (target_of(single).state, target_of(single).reason) == (State.SKIPPED, "suppressed")


def test_somebody_elses_person_cannot_be_called(
    simulator: World, organization: Organization, agent: Agent
):
    other = Organization.objects.create(name="Otra", is_rehearsal=True)
    stranger = Contact.objects.create(organization=other, e164="+34600120002", country="ES")
    with pytest.raises(InvalidInput):
        place_call(organization=organization, user=None, contact=stranger, agent=agent)
