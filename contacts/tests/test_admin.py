import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from contacts import services
from contacts.models import (
    Contact,
    ContactList,
    Import,
    ListEntry,
    RejectedRow,
    Suppression,
    SuppressionSet,
)
from contacts.services import run_import
from contacts.services.suppression_sets import read_suppression_set
from contacts.standing import is_suppressed
from tests import rows

PHONE = "+34612345678"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("contacts.admin.wake_for", lambda pk: None)
    monkeypatch.setattr("contacts.admin_suppressions.wake_for_set", lambda pk: None)


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


@pytest.fixture
def staff(client, db):
    client.force_login(User.objects.create_superuser("boss@example.test", "a horse, a battery"))
    return client


def url(model, page, *arguments):
    return reverse(f"admin:contacts_{model}_{page}", args=arguments)


def upload(staff, shop, content, name="clientes.csv", **data):
    file = SimpleUploadedFile(name, content)
    data = {"organization": shop.pk, "list_name": "Clientes", "default_country": ""} | data
    return staff.post(url("contact", "import"), data | {"file": file})


def test_every_page_opens(staff, shop):
    contact = services.create_contact(organization=shop, phone=PHONE, name="Ana")
    upload(staff, shop, b"Tel\n612345679\n12\n")
    imported = Import.objects.get()
    run_import(import_id=imported.pk)
    suppression = services.suppress(organization=shop, e164=PHONE, source="staff")
    for model, row in [
        ("contact", contact),
        ("contactlist", ContactList.objects.get()),
        ("listentry", ListEntry.objects.get()),
        ("import", imported),
        ("rejectedrow", RejectedRow.objects.get()),
        ("suppression", suppression),
    ]:
        assert staff.get(url(model, "changelist")).status_code == 200
        assert staff.get(url(model, "change", row.pk)).status_code == 200
    for model in ("contact", "contactlist", "listentry", "suppression"):
        assert staff.get(url(model, "add")).status_code == 200
    for model in ("import", "rejectedrow"):
        assert staff.get(url(model, "add")).status_code == 403
    of_one = f"{url('rejectedrow', 'changelist')}?source__id__exact={imported.pk}"
    assert "too short" in staff.get(of_one).content.decode() or "corto" in (
        staff.get(of_one).content.decode()
    )


def test_an_upload_takes_the_way_of_the_pages(staff, shop):
    assert staff.get(url("contact", "import")).status_code == 200
    response = upload(staff, shop, b"Tel,Nombre\n612345678,Ana\n12,Eva\n")
    imported = Import.objects.get()
    assert response.url == url("import", "change", imported.pk)
    run_import(import_id=imported.pk)
    imported.refresh_from_db()
    assert (imported.created, imported.rejected) == (1, 1)
    assert imported.created_by == User.objects.get(email="boss@example.test")


def test_a_file_that_makes_no_sense_is_said_on_the_form(staff, shop):
    response = upload(staff, shop, b"<html>")
    assert response.status_code == 200
    assert not Import.objects.exists()
    assert response.context["form"].errors


def test_there_is_no_way_to_write_past_the_services(staff, shop):
    assert staff.post(url("contact", "process_import"), {}).status_code == 403


def test_contacts_are_searched_as_on_the_pages(staff, shop):
    services.create_contact(organization=shop, phone=PHONE, name="Ana Muñoz")
    found = staff.get(url("contact", "changelist"), {"q": "munoz 345"}).content.decode()
    assert "Ana Muñoz" in found
    assert "Ana Muñoz" not in (
        staff.get(url("contact", "changelist"), {"q": "pedro"}).content.decode()
    )


def test_a_contact_is_made_and_changed_by_the_service(staff, shop):
    data = {"organization": shop.pk, "e164": "612 34 56 78", "name": "Ana", "attributes": "{}"}
    staff.post(url("contact", "add"), data)
    ana = Contact.objects.get()
    assert (ana.e164, ana.country) == (PHONE, "ES")
    again = staff.post(url("contact", "add"), data)
    assert again.status_code == 200
    assert Contact.objects.count() == 1
    changed = data | {"e164": "+44 20 7946 0123", "name": "Ann"}
    staff.post(url("contact", "change", ana.pk), changed)
    ana.refresh_from_db()
    assert (ana.e164, ana.country, ana.name) == ("+442079460123", "GB", "Ann")
    bad = staff.post(url("contact", "change", ana.pk), data | {"e164": "12"})
    assert bad.status_code == 200
    staff.post(url("contact", "delete", ana.pk), {"post": "yes"})
    assert not Contact.objects.exists()


def test_an_export_runs_nothing_and_can_be_imported_again(staff, shop):
    services.create_contact(organization=shop, phone=PHONE, name="=1+1")
    formats = staff.get(url("contact", "export")).context["form"].fields["format"].choices
    chosen = {label: number for number, label in formats}
    answer = staff.post(url("contact", "export"), {"format": chosen["csv"], "resource": ""})
    assert b"'=1+1" in answer.content
    other = rows.organization()
    upload(staff, other, answer.content)
    run_import(import_id=Import.objects.get().pk)
    assert Contact.objects.get(organization=other).e164 == PHONE
    answer = staff.post(url("contact", "export"), {"format": chosen["xlsx"], "resource": ""})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}


def test_lists_and_entries_are_written_by_the_services(staff, shop):
    ana = services.create_contact(organization=shop, phone=PHONE)
    stranger = services.create_contact(organization=rows.organization(), phone=PHONE)
    staff.post(url("contactlist", "add"), {"organization": shop.pk, "name": "  Amigos "})
    friends = ContactList.objects.get()
    assert friends.name == "Amigos"
    staff.post(url("contactlist", "change", friends.pk), {"name": "Vecinos"})
    friends.refresh_from_db()
    assert friends.name == "Vecinos"
    staff.post(url("listentry", "add"), {"contact_list": friends.pk, "contact": stranger.pk})
    assert not ListEntry.objects.exists()
    staff.post(url("listentry", "add"), {"contact_list": friends.pk, "contact": ana.pk})
    entry = ListEntry.objects.get()
    staff.post(url("listentry", "delete", entry.pk), {"post": "yes"})
    assert not ListEntry.objects.exists()


def test_a_number_is_suppressed_for_one_organisation_or_for_all(staff, shop):
    staff.post(url("suppression", "add"), {"organization": shop.pk, "e164": "612345678"})
    staff.post(url("suppression", "add"), {"organization": "", "e164": PHONE})
    assert Suppression.objects.filter(e164=PHONE).count() == 2
    local = Suppression.objects.get(organization=shop)
    assert (local.source, local.evidence) == ("staff", "boss@example.test")
    staff.post(url("suppression", "delete", local.pk), {"post": "yes"})
    assert Suppression.objects.count() == 1


def test_a_file_of_numbers_takes_the_way_of_the_pages(staff, shop):
    assert staff.get(url("suppression", "import")).status_code == 200
    for organization, number in ((shop.pk, b"612345678\n"), ("", b"+34612345679\n")):
        file = SimpleUploadedFile("robinson.csv", b"Tel\n" + number)
        told = {"organization": organization, "kind": "robinson", "scheme": "keyed"}
        answer = staff.post(url("suppression", "import"), told | {"file": file})
        made = SuppressionSet.objects.latest("pk")
        assert answer.url == url("suppressionset", "change", made.pk)
        read_suppression_set(set_id=made.pk)
    assert staff.get(url("suppressionset", "changelist")).status_code == 200
    assert staff.get(answer.url).status_code == 200

    other = rows.organization()
    assert is_suppressed(shop.pk, "+34612345678")
    assert not is_suppressed(other.pk, "+34612345678")
    assert is_suppressed(other.pk, "+34612345679")  # a list without an organisation is for all
    assert staff.post(url("suppression", "process_import"), {}).status_code == 403


def test_only_staff_may_open_it(client, shop):
    client.force_login(rows.member(shop))
    for model in ("contact", "import", "suppression"):
        assert client.get(url(model, "changelist")).status_code in (302, 403)
    for model in ("contact", "suppression"):
        assert client.get(url(model, "import")).status_code in (302, 403)
        assert client.post(url(model, "import"), {}).status_code in (302, 403)


def test_staff_without_the_permission_may_neither_import_nor_export(client, shop):
    user = rows.member(shop)
    user.is_staff = True
    user.save()
    client.force_login(user)
    for page in ("import", "export"):
        assert client.get(url("contact", page)).status_code == 403
        assert client.get(url("suppression", page)).status_code == 403
