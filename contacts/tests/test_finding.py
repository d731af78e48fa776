"""Blocks make a search quick, and never change its answer."""

import pytest

from contacts.finding import BLOCK, find, refresh_blocks
from contacts.models import Contact, SearchBlock, SearchMark
from contacts.selectors import search, with_attribute
from contacts.services import create_contact, delete_contact, update_contact
from tests import rows


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


def make(shop, count=BLOCK * 3):
    Contact.objects.bulk_create(
        Contact(
            organization=shop,
            e164=f"+34612{number:06}",
            country="ES",
            name=f"Íñigo {number}",
            attributes={"Ciudad": "Cádiz", "Pedido": f"n{number}"},
        )
        for number in range(count)
    )


def names(shop, text):
    everyone = Contact.objects.filter(organization=shop)
    found = search(everyone, text, shop.pk)
    assert set(found) == set(search(everyone, text)), "as without blocks"
    return sorted(found.values_list("name", flat=True))


def test_every_change_is_found_before_and_after_the_blocks_are_written(shop):
    make(shop)
    for _ in range(2):
        assert names(shop, "inigo 612000077") == ["Íñigo 77"]
        assert len(names(shop, "612000")) == BLOCK * 3
        assert names(shop, "nobody") == []
        assert refresh_blocks() >= 0
    assert not SearchMark.objects.exists()
    person = Contact.objects.get(name="Íñigo 77")
    update_contact(contact=person, name="Zoe")
    assert names(shop, "zoe") == ["Zoe"]
    assert names(shop, "inigo 612000077") == []
    refresh_blocks()
    assert names(shop, "zoe") == ["Zoe"]
    delete_contact(contact=person)
    assert names(shop, "zoe") == []
    create_contact(organization=shop, phone="699123456", name="Úrsula")
    assert names(shop, "ursu 6991") == ["Úrsula"]


def test_many_who_match_are_looked_for_between_bounds(shop, monkeypatch):
    make(shop)
    refresh_blocks()
    found = find(shop.pk, ["inigo"])
    assert found.ids is not None
    assert len(found.ids) == BLOCK * 3
    monkeypatch.setattr("contacts.finding._FEW_PEOPLE", 10)
    found = find(shop.pk, ["inigo"])
    assert found.ids is None
    assert len(names(shop, "inigo 1")) > 100


def test_attributes_are_found_whole_or_in_part(shop):
    make(shop, 40)
    everyone = Contact.objects.filter(organization=shop)
    for _ in range(2):
        assert with_attribute(everyone, "Pedido: n7", shop.pk).get().name == "Íñigo 7"
        assert with_attribute(everyone, "cádiz", shop.pk).count() == 40
        assert with_attribute(everyone, "Ciudad: Cád", shop.pk).count() == 0
        assert with_attribute(everyone, "", shop.pk).count() == 40
        refresh_blocks()


def test_what_nobody_searched_for_is_no_reason_to_write(shop):
    make(shop, 3)
    refresh_blocks()
    Contact.objects.update(last_outcome="talked", country="ES")
    assert not SearchMark.objects.exists()


def test_blocks_of_an_organisation_that_is_gone_go_too(shop):
    make(shop, 3)
    refresh_blocks()
    assert SearchBlock.objects.filter(organization_id=shop.pk).exists()
    Contact.objects.filter(organization=shop).delete()
    refresh_blocks()
    assert not SearchBlock.objects.filter(organization_id=shop.pk).exists()


def test_others_people_are_not_found(shop):
    make(rows.organization(), 3)
    refresh_blocks()
    assert names(shop, "inigo") == []
