"""Two entries of one person become one, and nothing of either is lost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import access_of
from accounts.models import AuditEntry, Membership
from accounts.permissions import Role
from calls.models import Call
from campaigns.ledger import State
from campaigns.models import Attempt, Target
from contacts import services
from contacts.duplicates import find_alike
from contacts.models import Contact, Lead, LeadEvent
from contacts.services.consents import record_consent
from contacts.services.duplicates import merge_contacts, pointing_at_contacts
from contacts.standing import is_suppressed, standings
from conversations.memory import memories_of, remember
from conversations.models import Appointment
from lib.errors import DomainError, InvalidInput, NotFound
from tests import rows


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


@pytest.fixture
def ana(shop):
    return rows.contact(shop, name="Ana Muñoz", email="ana@example.test", attributes={"City": "A"})


@pytest.fixture
def twin(shop):
    return rows.contact(
        shop, name="Ana M.", email="ANA@example.test", language="es", attributes={"City": "B"}
    )


def merge(winner, loser, **asked):
    return merge_contacts(organization=winner.organization, winner=winner, loser=loser, **asked)


def things_of(shop, contact):
    """A row of every model that points at a contact."""
    campaign = rows.campaign(shop)
    call = rows.call(shop, contact=contact)
    target = rows.target(campaign, contact=contact, call=call)
    Attempt.objects.create(call=call, campaign=campaign, target=target)
    now = timezone.now()
    Appointment.objects.create(
        organization=shop, contact=contact, starts_at=now, ends_at=now, about=str(contact.pk)
    )
    remember(contact=contact, text=f"Likes {contact.pk}")
    rows.contact_list(shop, contact)
    rows.lead(shop, contact=contact)


def count_of(contact):
    return {
        f"{model.__name__}.{field.name}": model._default_manager.filter(
            **{field.name: contact}
        ).count()
        for model, field in pointing_at_contacts()
    }


def test_whatever_points_at_a_contact_moves(shop, ana, twin):
    things_of(shop, twin)
    before = count_of(twin)
    assert all(before.values()), f"say in things_of how a row is made: {before}"
    merge(ana, twin)
    assert count_of(ana) == before
    assert not any(count_of(twin.pk).values())
    assert LeadEvent.objects.filter(lead=ana.pk).exists()
    assert not Contact.objects.filter(pk=twin.pk).exists()


def test_what_both_have_is_brought_together(shop, ana, twin):
    things_of(shop, ana)
    things_of(shop, twin)
    friends = rows.contact_list(shop, ana, twin)
    for each in (ana, twin):
        remember(contact=each, text="Has a dog")
    merge(ana, twin)
    counted = count_of(ana)
    assert counted["Lead.contact"] == 1
    assert counted["ListEntry.contact"] == 3
    assert counted["Call.contact"] == counted["Target.contact"] == 2
    assert memories_of(ana).count() == 3
    assert list(friends.contacts.all()) == [ana]
    assert LeadEvent.objects.filter(lead=ana.pk).count() == 2
    assert Lead.objects.count() == 1


def test_one_campaign_has_one_target_with_the_attempts_of_both(shop, ana, twin):
    campaign = rows.campaign(shop)
    waits = rows.target(campaign, contact=ana, next_attempt_at=timezone.now())
    done = rows.called_target(campaign, outcome="goal_met", contact=twin)
    Target.objects.filter(pk=done.pk).update(
        state=State.DONE, reason="goal_met", attempts=2, settled_at=timezone.now()
    )
    merge(ana, twin)
    target = Target.objects.get(campaign=campaign)
    assert (target.pk, target.state, target.attempts) == (waits.pk, State.DONE, 2)
    assert target.next_attempt_at is None
    assert Attempt.objects.get().target == target
    assert Call.objects.get().contact == ana


def test_nobody_is_merged_on_the_phone(shop, ana, twin):
    campaign = rows.campaign(shop)
    rows.target(campaign, contact=ana)
    rows.target(campaign, contact=twin, state=State.CALLING)
    with pytest.raises(DomainError) as refused:
        merge(ana, twin)
    assert refused.value.code == "call_under_way"
    assert Contact.objects.count() == 2


def test_what_was_said_of_a_number_stays_and_the_person_is_not_called_at_the_other(shop, ana, twin):
    services.suppress(organization=shop, e164=twin.e164, reason="asked", source="spoken")
    record_consent(organization=shop, e164=twin.e164, purpose="any", basis="consent", source="web")
    merge(ana, twin)
    assert is_suppressed(shop.pk, twin.e164)
    assert is_suppressed(shop.pk, ana.e164)
    assert standings(shop.pk, [twin.e164]).numbers[twin.e164].agreed == ("any",)


def test_fields_are_kept_filled_and_taken_by_choice(shop, ana, twin):
    phone = twin.e164
    merged = merge(ana, twin, take=["name"])
    assert (merged.name, merged.email, merged.language) == ("Ana M.", "ana@example.test", "es")
    assert merged.attributes == {"City": "A", "Other phone": phone}
    third = rows.contact(shop, attributes={"City": "C"})
    merged = merge(merged, third, take=["attributes"])
    assert merged.attributes["City"] == "C"
    assert merged.attributes["Other phone 2"] == third.e164


def test_it_is_audited(shop, ana, twin):
    merge(ana, twin)
    said = AuditEntry.objects.filter(subject="contacts.Contact", organization=shop)
    assert {entry.subject_id for entry in said} == {str(ana.pk), str(twin.pk)}


def test_only_two_of_one_organisation_become_one(shop, ana):
    foreign = rows.contact(rows.organization())
    with pytest.raises(NotFound):
        merge(ana, foreign)
    with pytest.raises(DomainError):
        merge(ana, ana)
    with pytest.raises(InvalidInput):
        merge(ana, rows.contact(shop), take=["e164"])


def test_who_is_alike(shop, ana, twin):
    lola = rows.contact(shop, name="Lola García", email="lola@example.test")
    other = rows.contact(shop, name="lola garcia")
    for name in ("Eva Gil", "Eva Gil"):  # two e-mails: two people
        rows.contact(shop, name=name, email=f"{rows.member(shop).pk}@example.test")
    for _each in range(6):  # namesakes
        rows.contact(shop, name="Leo Paz")
    rows.contact(rows.organization(), email="ana@example.test")
    access = access_of(Membership.objects.get(user=rows.member(shop)))
    groups, after = find_alike(access)
    assert [(each.kind, each.value, list(each.contacts)) for each in groups] == [
        ("email", "ana@example.test", [ana, twin]),
        ("name", "lola garcia", [lola, other]),
    ]
    assert after == ""
    assert len(find_alike(access, after="email:zzz")[0]) == 1


def test_the_page_shows_them_side_by_side_and_makes_them_one(shop, ana, twin):
    browser = rows.browser(shop, Role.ADMIN)
    page = reverse("contacts:duplicates")
    text = browser.get(page).content.decode()
    assert "Ana Muñoz" in text and "Ana M." in text
    merge_page = reverse("contacts:merge")
    browser.post(merge_page, {"stays": ana.pk, "contact": [ana.pk]})
    browser.post(merge_page, {"contact": [ana.pk, twin.pk]})
    assert Contact.objects.count() == 2
    assert rows.browser(shop, Role.OPERATOR).post(merge_page, {"stays": ana.pk}).status_code == 403
    browser.post(merge_page, {"stays": twin.pk, "contact": [ana.pk, twin.pk], "take": ["name"]})
    assert Contact.objects.get().name == "Ana Muñoz"
    assert "Nobody stands twice" in browser.get(page).content.decode()


def test_the_api_finds_and_merges(shop, ana, twin):
    browser = rows.browser(shop, Role.ADMIN)
    found = browser.get("/api/v1/contacts/duplicates/").json()
    assert [each["id"] for each in found["groups"][0]["people"]] == [ana.pk, twin.pk]
    answer = browser.post(
        f"/api/v1/contacts/{ana.pk}/merge/", {"loser": twin.pk}, content_type="application/json"
    )
    assert answer.status_code == 200
    assert answer.json()["attributes"]["Other phone"] == twin.e164
    foreign = rows.contact(rows.organization())
    refused = browser.post(
        f"/api/v1/contacts/{ana.pk}/merge/", {"loser": foreign.pk}, content_type="application/json"
    )
    assert refused.status_code == 400
