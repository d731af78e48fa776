import datetime as dt

import pytest
from django.db.models.functions import Now

from accounts.access import Access
from accounts.permissions import EVERY_PERMISSION
from contacts import selectors, services
from contacts.models import Contact, Suppression
from contacts.selectors import contacts_chosen, search, size_of, size_shown
from contacts.standing import is_suppressed, suppressed_among, suppression_of
from lib.errors import DomainError, InvalidInput, NotFound
from tests import rows

PHONE = "+34612345678"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


def access_to(organization):
    return Access(organization=organization, user=None, permissions=EVERY_PERMISSION)


def create(shop, phone="612 34 56 78", **fields):
    return services.create_contact(organization=shop, phone=phone, **fields)


def test_a_contact_is_made_of_what_was_typed(shop):
    friends = services.create_list(organization=shop, name="Amigos")
    contact = create(
        shop,
        name="Ana",
        email="ana@ejemplo.es",
        language="es",
        time_zone="Europe/Madrid",
        attributes={"Ciudad": "Cádiz"},
        lists=[friends],
    )
    contact.refresh_from_db()
    assert (contact.e164, contact.country) == (PHONE, "ES")
    assert list(contact.lists.all()) == [friends]


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": "806 123 456"}, "phone"),
        ({"name": "x" * 201}, "name"),
        ({"language": "fr"}, "language"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"attributes": {"a": 1}}, "attributes"),
        ({"attributes": {"a": "\0"}}, "attributes"),
        ({"attributes": {"a": "\ud800"}}, "attributes"),
        ({"attributes": ["a"]}, "attributes"),
        ({"attributes": {"a": "x" * 2001}}, "attributes"),
        ({"attributes": {str(n): "" for n in range(501)}}, "attributes"),
    ],
)
def test_what_can_not_be_used_is_named_and_nothing_is_written(shop, fields, at_fault):
    with pytest.raises(InvalidInput) as caught:
        create(shop, **fields)
    assert list(caught.value.fields) == [at_fault]
    assert not Contact.objects.exists()


def test_a_number_is_one_contact_in_an_organisation(shop):
    create(shop)
    with pytest.raises(DomainError) as caught:
        create(shop, phone="+34 612 345 678")
    assert caught.value.code == "contact_exists"
    assert create(rows.organization(), phone=PHONE).e164 == PHONE


def test_a_foreign_list_does_not_exist(shop):
    foreign = services.create_list(organization=rows.organization(), name="Suya")
    with pytest.raises(NotFound):
        create(shop, lists=[foreign])
    assert not Contact.objects.exists()


def test_a_change_leaves_the_rest(shop):
    contact = create(shop, name="Ana", attributes={"Ciudad": "Cádiz"})
    services.update_contact(contact=contact, phone="+44 20 7946 0123", language="en")
    contact.refresh_from_db()
    assert (contact.e164, contact.country, contact.language) == ("+442079460123", "GB", "en")
    assert (contact.name, contact.attributes) == ("Ana", {"Ciudad": "Cádiz"})


def test_a_number_of_somebody_else_is_refused(shop):
    create(shop)
    other = create(shop, phone="612345679")
    with pytest.raises(DomainError) as caught:
        services.update_contact(contact=other, phone=PHONE)
    assert caught.value.code == "contact_exists"
    other.refresh_from_db()
    assert other.e164 == "+34612345679"


def test_a_fact_of_a_call_is_kept_with_the_others(shop):
    contact = create(shop, attributes={"Ciudad": "Cádiz"})
    services.note_attribute(contact_id=contact.pk, key="Talla", value="mediana")
    contact.refresh_from_db()
    assert contact.attributes == {"Ciudad": "Cádiz", "Talla": "mediana"}
    services.delete_contact(contact=contact)
    services.note_attribute(contact_id=contact.pk or 0, key="Talla", value="grande")


# --- search ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("munoz", True),
        ("MUÑOZ", True),
        ("muñ", True),
        ("ana garcia", True),
        ("garcía ana", True),
        ("ñoz gar", True),
        ("ejemplo.es", True),
        ("612 34 56", True),
        ("+34 612", True),
        ("(345) 678", True),
        ("5678", True),
        ("pedro", False),
        ("ana pedro", False),
        ("611", False),
        ("%", False),
        ("_", False),
        ("\\", False),
        ("", True),
        ("  ", True),
        ("ana\0", True),
    ],
)
def test_any_part_of_name_phone_or_email_finds_a_person_without_accents(shop, text, found):
    create(shop, name="Ana García Muñoz", email="Ana@Ejemplo.es")
    assert search(Contact.objects.all(), text).exists() is found


def test_the_search_text_follows_every_change(shop):
    contact = create(shop, name="Ana")
    services.update_contact(contact=contact, name="Íñigo")
    assert search(Contact.objects.all(), "inigo").exists()
    assert not search(Contact.objects.all(), "ana").exists()


def test_contacts_are_chosen_by_list_country_and_language(shop):
    friends = services.create_list(organization=shop, name="Amigos")
    ana = create(shop, name="Ana", language="es", lists=[friends])
    john = create(shop, phone="+44 20 7946 0123", name="John", language="en")
    access = access_to(shop)
    assert list(contacts_chosen(access, list=friends)) == [ana]
    assert list(contacts_chosen(access, country="GB")) == [john]
    assert list(contacts_chosen(access, language="es", q="ana")) == [ana]
    assert not contacts_chosen(access, list=friends, country="GB")


def test_only_so_many_are_counted(shop):
    for number in range(3):
        create(shop, phone=f"61234567{number}")
    assert size_of(Contact.objects.all(), at_most=3) == (3, False)
    assert size_of(Contact.objects.all(), at_most=2) == (2, True)


def test_among_many_the_newest_tell_how_many_there_are(shop, monkeypatch):
    for number in range(40):
        create(shop, phone=f"6123456{number:02}", name="Ana" if number % 2 else "Eva")
    access = access_to(shop)
    everyone, anas = contacts_chosen(access), contacts_chosen(access, q="ana")
    assert size_shown(access, anas) == (20, False, False)
    monkeypatch.setattr(selectors, "_COUNTED", 10)
    monkeypatch.setattr(selectors, "_FEW", 5)
    assert size_shown(access, anas) == (20, False, True)
    assert size_shown(access, everyone) == (40, False, True)
    monkeypatch.setattr(selectors, "_FEW", 6)  # too few to tell: they are counted
    assert size_shown(access, anas) == (20, False, False)


def test_nothing_of_another_organisation_is_seen(shop):
    create(shop)
    services.create_list(organization=shop, name="Amigos")
    services.suppress(organization=shop, e164=PHONE, source="staff")
    other = access_to(rows.organization())
    assert not selectors.contacts_visible_to(other).exists()
    assert not selectors.lists_visible_to(other).exists()
    assert not selectors.suppressions_visible_to(other).exists()
    assert not is_suppressed(other.organization.pk, PHONE)


# --- lists -----------------------------------------------------------------------------------


def test_a_list_has_a_name_of_its_own(shop):
    friends = services.create_list(organization=shop, name="  Amigos  de casa ")
    assert friends.name == "Amigos de casa"
    with pytest.raises(DomainError) as caught:
        services.create_list(organization=shop, name="Amigos de casa")
    assert caught.value.code == "list_exists"
    other = services.create_list(organization=shop, name="Otra")
    with pytest.raises(DomainError):
        services.rename_list(contact_list=other, name="Amigos de casa")
    for bad in ("", "  ", "x" * 121):
        with pytest.raises(InvalidInput):
            services.create_list(organization=shop, name=bad)


def test_people_are_put_on_a_list_once_and_taken_off(shop):
    friends = services.create_list(organization=shop, name="Amigos")
    ana, eva = create(shop), create(shop, phone="612345679")
    stranger = create(rows.organization(), phone=PHONE)
    services.add_to_list(contact_list=friends, contacts=[ana, eva, stranger])
    services.add_to_list(contact_list=friends, contacts=[ana])
    assert vars(selectors.lists_visible_to(access_to(shop)).get())["size"] == 2
    services.remove_from_list(contact_list=friends, contacts=[ana])
    assert list(friends.contacts.all()) == [eva]
    services.delete_list(contact_list=friends)
    assert Contact.objects.filter(organization=shop).count() == 2


# --- suppression -----------------------------------------------------------------------------


def test_a_suppressed_number_is_suppressed_in_its_organisation(shop):
    services.suppress(organization=shop, e164=PHONE, reason="no", source="spoken", evidence="7")
    assert suppressed_among(shop.pk, [PHONE, "+34612345679"]) == {PHONE}
    assert not is_suppressed(rows.organization().pk, PHONE)


def test_a_global_suppression_holds_everywhere(shop):
    services.suppress(organization=None, e164=PHONE, source="import")
    assert is_suppressed(shop.pk, PHONE)
    services.suppress(organization=shop, e164=PHONE, source="staff", reason="own")
    own = suppression_of(shop.pk, PHONE)
    assert isinstance(own, Suppression)
    assert own and own.reason == "own"


def test_what_was_said_first_stays(shop):
    first = services.suppress(organization=shop, e164=PHONE, source="spoken", evidence="call 1")
    services.suppress(organization=shop, e164=PHONE, source="staff", evidence="other")
    services.suppress(organization=shop, e164=PHONE, source="staff", expires_at=_in(HOUR))
    first.refresh_from_db()
    assert (first.source, first.evidence, first.expires_at) == ("spoken", "call 1", None)


def test_a_suppression_ends_when_it_expires_and_a_longer_one_outlasts_it(shop):
    services.suppress(organization=shop, e164=PHONE, source="staff", expires_at=_in(HOUR))
    assert is_suppressed(shop.pk, PHONE)
    Suppression.objects.update(expires_at=Now() - HOUR)
    assert not is_suppressed(shop.pk, PHONE)
    assert suppression_of(shop.pk, PHONE) is None
    services.suppress(organization=shop, e164=PHONE, source="spoken")
    assert is_suppressed(shop.pk, PHONE)


def test_a_suppression_outlives_the_contact_and_is_lifted_by_hand(shop):
    contact = create(shop)
    suppression = services.suppress(organization=shop, e164=PHONE, source="staff")
    services.delete_contact(contact=contact)
    assert is_suppressed(shop.pk, PHONE)
    services.lift_suppression(suppression=suppression)
    assert not is_suppressed(shop.pk, PHONE)


def test_a_source_that_does_not_exist_is_a_mistake(shop):
    with pytest.raises(ValueError, match="gossip"):
        services.suppress(organization=shop, e164=PHONE, source="gossip")


def _in(delay):
    return dt.datetime.now(dt.UTC) + delay


def test_the_last_call_of_a_person_is_known_and_an_older_one_does_not_replace_it(shop):
    person = services.create_contact(organization=shop, phone=PHONE)
    noon = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    services.note_results({person.pk: ("busy", noon), 10**9: ("busy", noon)})
    services.note_results({person.pk: ("talked", noon - HOUR)})
    services.note_results({})
    person.refresh_from_db()
    assert (person.last_outcome, person.last_called_at) == ("busy", noon)
    access = access_to(shop)
    assert contacts_chosen(access, outcome="busy").get() == person
    assert not contacts_chosen(access, outcome="none").exists()
