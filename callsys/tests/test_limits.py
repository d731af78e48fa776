"""What an organisation may use, held where it would be exceeded, and shown."""

import datetime as dt
import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from accounts import services
from accounts.access import access_as
from accounts.models import AuditEntry
from accounts.permissions import Role
from calls.lifecycle import Status
from calls.models import Recording
from calls.quota import calls_left, next_day
from callsys.usage import usage_of
from contacts.models import Contact, Import
from contacts.services import create_contact
from contacts.services.imports import create_import, run_import
from contacts.services.people import require_room
from lib.errors import TooMany
from tests import rows

pytestmark = pytest.mark.django_db


def test_one_contact_too_many_is_refused():
    organization = rows.organization(max_contacts=1)
    create_contact(organization=organization, phone="612345678")
    with pytest.raises(TooMany) as refused:
        create_contact(organization=organization, phone="612345679")

    assert refused.value.code == "too_many_contacts"
    assert Contact.objects.filter(organization=organization).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_one_too_many_is_refused():
    organization = rows.organization(max_contacts=1)
    together, outcomes = threading.Barrier(2), []

    def make(phone):
        try:
            with transaction.atomic():
                contact = rows.contact(organization, e164=phone)
                together.wait(timeout=20)  # both are written before either counts
                require_room(organization)
                outcomes.append(contact.e164)
        except TooMany as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=(f"+3461234567{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("too_many_contacts") == 1
    assert Contact.objects.filter(organization=organization).count() == 1


def test_a_file_with_too_many_is_refused_and_adds_nobody(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    organization = rows.organization(max_contacts=2)
    file = ContentFile(b"Phone\n612345671\n612345672\n612345673\n", "people.csv")
    upload = create_import(
        organization=organization, file=file, filename="people.csv", user=None, list_name="x"
    )
    run_import(import_id=upload.pk)

    upload.refresh_from_db()
    assert upload.status == Import.Status.FAILED
    assert upload.problem["code"] == "too_many_contacts"
    assert not Contact.objects.filter(organization=organization).exists()


def test_the_calls_of_a_day_are_counted_by_the_organisations_clock():
    organization = rows.organization(max_calls_per_day=2, time_zone="Europe/Madrid")
    now = dt.datetime(2026, 11, 20, 22, 30, tzinfo=dt.UTC)  # half past eleven at night there
    yesterday, today = now - dt.timedelta(days=1), now - dt.timedelta(hours=3)
    for at in (yesterday, today):
        call = rows.call(organization, sent_at=at)
        type(call).objects.filter(pk=call.pk).update(created_at=at)
    unsent = rows.call(organization, status=Status.EXPIRED)
    type(unsent).objects.filter(pk=unsent.pk).update(created_at=today)

    assert calls_left(organization, now=now) == 1
    assert next_day(organization, now=now) == dt.datetime(2026, 11, 20, 23, tzinfo=dt.UTC)
    assert calls_left(organization, now=now + dt.timedelta(hours=1)) == 2
    assert calls_left(rows.organization(), now=now) is None


def test_one_member_too_many_is_refused():
    organization = rows.organization(max_members=2)
    access = access_as(organization, Role.OWNER, rows.member(organization))
    services.add_member(access=access, email="second@shop.example", role=Role.VIEWER)
    with pytest.raises(TooMany):
        services.add_member(access=access, email="third@shop.example", role=Role.VIEWER)
    assert organization.memberships.count() == 2


def test_usage_stands_beside_the_limits():
    organization = rows.organization(max_contacts=5, max_members=1)
    browser = rows.browser(organization)
    rows.contact(organization)
    uses = {
        use.name: (use.used, use.limit) for use in usage_of(access_as(organization, Role.OWNER))
    }
    assert uses == {
        "contacts": (1, 5),
        "calls_today": (0, None),
        "members": (1, 1),
        "minutes_this_month": (0, None),
    }
    assert "of 5" in browser.get("/accounts/usage/").text
    assert browser.get("/api/v1/usage/").json()[0] == {"name": "contacts", "used": 1, "limit": 5}


def test_whoever_listens_is_in_the_audit_which_is_searched_and_exported():
    organization = rows.organization()
    browser = rows.browser(organization)
    call = rows.call(organization)
    recording = Recording.objects.create(
        call=call,
        provider_id="RE1",
        state="ready",
        name="recordings/1.mp3",
        fetch_at=timezone.now(),
    )
    browser.get(f"/calls/{call.pk}/recordings/{recording.pk}/")
    heard = browser.get(f"/api/v1/calls/{call.pk}/recordings/").json()

    assert heard[0]["id"] == recording.pk
    acts = AuditEntry.objects.filter(action="act", subject="calls.Call", subject_id=str(call.pk))
    assert [act.after for act in acts] == [{"act": "listened"}] * 2
    assert all(act.actor["email"] for act in acts)
    page = browser.get("/accounts/audit/", {"action": "act"}).text
    assert "listened" in page
    assert "accounts.Membership" not in page
    file = b"".join(browser.get("/accounts/audit/export/", {"action": "act"})).decode()
    assert file.count("listened") == 2
    assert (
        "nobody" not in browser.get("/accounts/audit/", {"email": "nobody@x.example"}).text[-200:]
    )
