"""A person's rights: to see what is kept of them, to be forgotten, to be asked first."""

import datetime as dt
import hashlib
import io
import json
from typing import Any

import pytest
from django.db.models.functions import Now

from contacts import services
from contacts.finding import refresh_blocks
from contacts.models import (
    ConsentRecord,
    Contact,
    Import,
    RejectedRow,
    SearchBlock,
    SuppressionSet,
)
from contacts.services.consents import (
    record_consent,
    record_consent_of_list,
    withdraw_consent,
)
from contacts.services.privacy import repeat_erasures
from contacts.services.suppression_sets import create_suppression_set, read_suppression_set
from contacts.standing import is_suppressed, standings, suppressed_among
from lib.errors import DomainError, InvalidInput
from tests import rows

MARKER = "Zubizarreta"
PHONE = "+34612345678"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


def imported(shop, text):
    upload = services.create_import(
        organization=shop, file=io.BytesIO(text.encode()), filename="x.csv", list_name="L"
    )
    services.run_import(import_id=upload.pk)
    return upload


def everything(shop):
    """Every row of every table that says something of people, as text."""
    models: list[Any] = [ConsentRecord, Contact, Import, RejectedRow, SearchBlock]
    said = [list(model.objects.values()) for model in models]
    calls = list(shop.calls.values())
    turns = [turn.text for call in shop.calls.all() for turn in call.turns.all()]
    return json.dumps([said, calls, turns], default=str, ensure_ascii=False).lower()


def test_who_is_erased_is_nowhere_and_is_never_called_again(
    shop, tmp_path, django_capture_on_commit_callbacks
):
    imported(shop, f"Tel,Nombre,Email\n612345678,{MARKER},z@ejemplo.es\n612345678,{MARKER},\n")
    person = Contact.objects.get()
    refresh_blocks()
    call = rows.call(shop, contact=person, summary=f"{MARKER} said yes", last_said=MARKER)
    call.turns.create(number=1, role="person", text=f"I am {MARKER}", said_at_ms=0)
    record_consent(organization=shop, e164=PHONE, purpose="any", basis="consent", source=MARKER)
    exported = json.dumps(services.export_person(contact=person), ensure_ascii=False)
    assert exported.count(MARKER) >= 4
    with django_capture_on_commit_callbacks(execute=True):
        erasure = services.erase_person(contact=person)
    refresh_blocks()
    assert erasure.done["calls"] == 1
    left = everything(shop)
    assert MARKER.lower() not in left
    assert PHONE not in left
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert is_suppressed(shop.pk, PHONE)
    assert not is_suppressed(rows.organization().pk, PHONE)


def test_who_comes_back_with_a_backup_is_erased_again(shop):
    person = services.create_contact(organization=shop, phone=PHONE, name=MARKER)
    services.erase_person(contact=person)
    services.create_contact(organization=shop, phone=PHONE, name=MARKER)
    other = services.create_contact(organization=shop, phone="612345679")
    assert repeat_erasures() == 1
    assert list(Contact.objects.all()) == [other]


def test_nobody_is_erased_in_the_middle_of_a_call(shop):
    person = services.create_contact(organization=shop, phone=PHONE)
    rows.call(shop, contact=person, status="in_progress")
    with pytest.raises(DomainError):
        services.erase_person(contact=person)
    assert Contact.objects.exists()


def test_files_are_kept_for_as_long_as_the_organisation_says(
    shop, tmp_path, django_capture_on_commit_callbacks
):
    upload = imported(shop, "Tel\n612345678\n")
    services.keep_for(organization=shop, import_files_days=30, contacts_days=365)
    assert services.forget_what_is_old() == {"files": 0, "contacts": 0, "aged": 0}
    Import.objects.update(finished_at=Now() - dt.timedelta(days=31))
    Contact.objects.update(updated_at=Now() - dt.timedelta(days=366))
    with django_capture_on_commit_callbacks(execute=True):
        assert services.forget_what_is_old() == {"files": 1, "contacts": 1, "aged": 0}
    upload.refresh_from_db()
    assert not upload.file
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not Contact.objects.exists()


def test_a_consent_says_where_it_was_given_and_stands_until_it_is_withdrawn(shop):
    agreed = {"organization": shop, "e164": PHONE, "purpose": "marketing", "basis": "written"}
    with pytest.raises(InvalidInput):
        record_consent(**agreed, source=" ")
    with pytest.raises(InvalidInput):
        tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
        record_consent(**agreed, source="web", given_at=tomorrow)
    record_consent(**agreed, source="web", evidence="form 7")
    assert standings(shop.pk, [PHONE]).numbers[PHONE].agreed == ("marketing",)
    assert withdraw_consent(organization=shop, e164=PHONE) == 1
    assert standings(shop.pk, [PHONE]).numbers[PHONE].agreed == ()
    assert ConsentRecord.objects.get().evidence == "form 7"


def test_everybody_on_a_list_may_have_agreed_alike(shop):
    upload = imported(shop, "Tel\n612345678\n612345679\n")
    count = record_consent_of_list(
        contact_list=upload.contact_list, purpose="any", basis="contract", source="shop"
    )
    assert count == 2
    found = standings(shop.pk, [PHONE, "+34612345679"]).numbers
    assert all(standing.agreed for standing in found.values())


@pytest.mark.parametrize(
    ("scheme", "rows_"),
    [
        ("keyed", ["Teléfono", "612345678", "612 34 56 79", "no", ""]),
        ("keyed", ["+34612345678", "+34612345679"]),
        ("sha256_e164", [hashlib.sha256(PHONE.encode()).hexdigest(), "", "zz"]),
        ("md5_national", ["hash", hashlib.md5(b"612345678").hexdigest().upper()]),
    ],
)
def test_a_list_of_others_is_in_force_once_it_is_read(shop, tmp_path, scheme, rows_):
    file = io.BytesIO("\n".join(rows_).encode())
    made = create_suppression_set(
        organization=shop, kind="robinson", file=file, filename="l.csv", scheme=scheme,
        default_country="ES",
    )  # fmt: skip
    assert not is_suppressed(shop.pk, PHONE)
    read_suppression_set(set_id=made.pk)
    made.refresh_from_db()
    assert (made.status, made.sentence) == (SuppressionSet.Status.READY, "")
    assert suppressed_among(shop.pk, [PHONE, "+34699999999"]) == {PHONE}
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_newer_list_takes_the_place_of_the_one_before(shop):
    for number in ("612345678", "612345679"):
        made = create_suppression_set(
            organization=shop, kind="rne", file=io.BytesIO(f"tel\n{number}\n".encode()),
            filename="l.csv", default_country="ES",
        )  # fmt: skip
        read_suppression_set(set_id=made.pk)
    assert suppressed_among(shop.pk, [PHONE, "+34612345679"]) == {"+34612345679"}


def test_a_list_that_can_not_be_read_says_why_and_keeps_the_old_one(shop):
    for content in (b"tel\n612345678\n", b"<html>"):
        made = create_suppression_set(
            organization=shop, kind="rne", file=io.BytesIO(content), filename="l.csv",
            default_country="ES",
        )  # fmt: skip
        read_suppression_set(set_id=made.pk)
    made.refresh_from_db()
    assert made.status == SuppressionSet.Status.FAILED
    assert made.sentence
    assert is_suppressed(shop.pk, PHONE)
