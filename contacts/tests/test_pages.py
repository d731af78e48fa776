import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.permissions import Role
from contacts import services
from contacts.models import Contact, ContactList, Import, Suppression
from contacts.services import run_import
from tests import rows

PHONE = "+34612345678"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("contacts.import_views.wake_for", lambda pk: None)


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES", language="en")


@pytest.fixture
def sign_in(client, shop):
    def as_role(role=Role.ADMIN, organization=None):
        client.force_login(rows.member(organization or shop, role))
        client.cookies["django_language"] = "en"
        return client

    return as_role


def contact(shop, **fields):
    fields = {"phone": PHONE, "name": "Ana Muñoz"} | fields
    return services.create_contact(organization=shop, **fields)


def an_import(shop, content="Tel,Nombre\n612345679,Eva\n12,=1+1\n\n806123456,Leo\n", **arguments):
    upload = services.create_import(
        organization=shop,
        file=io.BytesIO(content.encode()),
        filename="clientes.csv",
        list_name="Clientes",
        **arguments,
    )
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    return upload


def page(client, name, /, *arguments, **query):
    response = client.get(reverse(f"contacts:{name}", args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def post(client, name, /, *arguments, **data):
    return client.post(reverse(f"contacts:{name}", args=arguments), data)


# --- people ----------------------------------------------------------------------------------


def test_the_list_is_searched_and_filtered(shop, sign_in):
    contact(shop, language="es")
    contact(shop, phone="+44 20 7946 0123", name="John", language="en")
    browser = sign_in()
    both = page(browser, "list")
    assert "Ana Muñoz" in both
    assert "+34 612 34 56 78" in both
    assert "United Kingdom" in both
    for query in ({"q": "munoz"}, {"q": "612 34"}, {"country": "ES"}, {"language": "es"}):
        found = page(browser, "list", **query)
        assert "Ana Muñoz" in found
        assert "John" not in found
    assert "Nobody found" in page(browser, "list", q="nobody at all")


def test_an_empty_list_says_what_to_do(shop, sign_in):
    assert reverse("contacts:import") in page(sign_in(), "list")


def test_a_long_list_is_paged_by_key(shop, sign_in):
    for number in range(60):
        contact(shop, phone=f"6123456{number:02}", name=f"P{number:02}")
    browser = sign_in()
    first = page(browser, "list")
    assert first.count('scope="row"') == 50
    [older] = re.findall(r"before=(\d+)", first)
    second = page(browser, "list", before=older)
    assert second.count('scope="row"') == 10
    assert page(browser, "list", before="x", after="99999999999999999999999")


def test_nonsense_in_the_query_is_no_error(shop, sign_in):
    contact(shop)
    browser = sign_in()
    for query in ({"list": "x"}, {"list": "9" * 40}, {"country": "XX"}, {"q": "\0%_\\"}):
        page(browser, "list", **query)


def test_a_contact_shows_what_is_known(shop, sign_in):
    friends = services.create_list(organization=shop, name="Amigos")
    ana = contact(shop, attributes={"Ciudad": "<b>Cádiz</b>"}, lists=[friends])
    shown = page(sign_in(), "detail", ana.pk)
    for text in ("Ana Muñoz", "Amigos", "Ciudad", "&lt;b&gt;Cádiz&lt;/b&gt;", "Atlantic/Canary"):
        assert text in shown
    assert "<b>Cádiz" not in shown


def test_a_contact_is_made_by_hand(shop, sign_in):
    friends = services.create_list(organization=shop, name="Amigos")
    response = post(
        sign_in(), "create", phone="612 345 678", name="Ana", lists=[friends.pk],
        attributes="Ciudad: Cádiz\n\nHora: 10:30\n",
    )  # fmt: skip
    ana = Contact.objects.get()
    assert response.url == reverse("contacts:detail", args=[ana.pk])
    assert ana.attributes == {"Ciudad": "Cádiz", "Hora": "10:30"}
    assert list(ana.lists.all()) == [friends]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"phone": "12"}, "too short"),
        ({"phone": "806123456"}, "never called"),
        ({"phone": ""}, "required"),
        ({"email": "x"}, "valid email"),
        ({"time_zone": "Madrid"}, "like Europe/Madrid"),
        ({"attributes": "no colon"}, "needs a name"),
        ({"phone": "612 345 670"}, "already"),
    ],
)
def test_a_form_with_errors_keeps_what_was_typed(shop, sign_in, typed, message):
    contact(shop, phone="612345670")
    response = post(sign_in(), "create", **({"phone": "612345678", "name": "Eva Kept"} | typed))
    assert response.status_code == 422
    shown = response.content.decode()
    assert message in shown
    assert "Eva Kept" in shown
    assert Contact.objects.count() == 1


def test_a_contact_is_changed_and_deleted(shop, sign_in):
    ana = contact(shop, attributes={"Ciudad": "Cádiz"})
    browser = sign_in()
    form = page(browser, "edit", ana.pk)
    assert "Ciudad: Cádiz" in form
    post(browser, "edit", ana.pk, phone=PHONE, name="Ana Gil", attributes="Ciudad: Sevilla")
    ana.refresh_from_db()
    assert (ana.name, ana.attributes) == ("Ana Gil", {"Ciudad": "Sevilla"})
    assert browser.get(reverse("contacts:delete", args=[ana.pk])).status_code == 405
    post(browser, "delete", ana.pk)
    assert not Contact.objects.exists()


def test_a_person_is_suppressed_from_their_page(shop, sign_in):
    ana = contact(shop)
    browser = sign_in(Role.OPERATOR)
    post(browser, "suppress", ana.pk, reason="Lo pidió")
    suppression = Suppression.objects.get(organization=shop, e164=PHONE)
    assert (suppression.source, suppression.reason) == ("staff", "Lo pidió")
    assert "must not be called" in page(browser, "detail", ana.pk)


# --- imports ---------------------------------------------------------------------------------


def test_a_file_is_uploaded(shop, sign_in):
    response = post(
        sign_in(), "import", list_name="Clientes", default_country="ES",
        file=SimpleUploadedFile("clientes.csv", "Teléfono\n612345678\n".encode()),
    )  # fmt: skip
    upload = Import.objects.get()
    assert response.url == reverse("contacts:import_detail", args=[upload.pk])
    assert upload.status == Import.Status.PENDING
    assert upload.contact_list == ContactList.objects.get(name="Clientes")
    assert upload.created_by is not None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Nombre;Ciudad\nAna;C\n", "No column holds phone numbers"),
        (b"<html>", "web page"),
        (b"", "empty"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_on_the_form(shop, sign_in, content, message):
    response = post(
        sign_in(), "import", list_name="Kept", default_country="ES",
        file=SimpleUploadedFile("clientes.csv", content),
    )  # fmt: skip
    assert response.status_code == 422
    shown = response.content.decode()
    assert message in shown
    assert 'value="Kept"' in shown


def test_the_result_shows_each_rejected_row_with_its_reason(shop, sign_in):
    upload = an_import(shop)
    shown = page(sign_in(), "import_detail", upload.pk)
    assert "This phone number is too short." in shown
    assert ">3</th>" in shown
    assert ">5</th>" in shown
    assert "every 5s" not in shown, "it is over: the page asks no more"


def test_the_reasons_are_in_the_readers_language(shop, sign_in):
    upload = an_import(shop)
    shop.language = "es"
    shop.save()
    browser = sign_in()
    with translation.override("es"):
        reason = upload.rejected_rows.first().sentence
    assert reason in page(browser, "import_detail", upload.pk)


def test_the_progress_asks_again_while_it_runs(shop, sign_in):
    upload = services.create_import(
        organization=shop, file=io.BytesIO(b"Tel\n612345678\n"), filename="a.csv"
    )
    browser = sign_in(Role.VIEWER)
    assert reverse("contacts:import_live", args=[upload.pk]) in page(
        browser, "import_live", upload.pk
    )


def test_rejected_rows_are_downloaded_and_run_nothing(shop, sign_in):
    upload = an_import(shop)
    response = sign_in().get(reverse("contacts:rejected", args=[upload.pk]))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0] == ["Row", "Why it was rejected", "Tel", "Nombre"]
    assert lines[1] == ["3", "This phone number is too short.", "12", "'=1+1"]
    assert lines[2][0] == "5"


def test_what_was_rejected_can_be_mended_and_uploaded_again(shop, sign_in):
    upload = an_import(shop, "Tel,Nombre\n+34 12,Ana\n")
    response = sign_in().get(reverse("contacts:rejected", args=[upload.pk]))
    text = b"".join(response.streaming_content).decode()
    again = an_import(shop, text.replace("+34 12", "+34 612345678"))
    assert again.created == 1


# --- lists and suppressions ------------------------------------------------------------------


def test_lists_are_made_renamed_and_deleted(shop, sign_in):
    browser = sign_in()
    made = post(browser, "lists", name="Amigos")
    friends = ContactList.objects.get()
    assert made.url == reverse("contacts:list_detail", args=[friends.pk])
    assert post(browser, "lists", name="Amigos").status_code == 422
    post(browser, "list_detail", friends.pk, name="Vecinos")
    ana = contact(shop, lists=[friends])
    assert "Ana Muñoz" in page(browser, "list_detail", friends.pk)
    assert "Vecinos" in page(browser, "lists")
    post(browser, "list_remove", friends.pk, ana.pk)
    assert not friends.contacts.exists()
    post(browser, "list_delete", friends.pk)
    assert not ContactList.objects.exists()
    assert Contact.objects.exists()


def test_an_upload_from_a_lists_page_goes_to_that_list(shop, sign_in):
    friends = services.create_list(organization=shop, name="Amigos")
    assert 'value="Amigos"' in page(sign_in(), "import", list=friends.pk)


def test_numbers_are_suppressed_found_and_allowed_again(shop, sign_in):
    browser = sign_in()
    post(browser, "suppressions", phone="612 34 56 78", reason="Lo pidió")
    suppression = Suppression.objects.get(organization=shop)
    assert (suppression.e164, suppression.source) == (PHONE, "staff")
    assert post(browser, "suppressions", phone="12").status_code == 422
    assert "Lo pidió" in page(browser, "suppressions", q="345 678")
    assert "Lo pidió" not in page(browser, "suppressions", q="999")
    post(browser, "lift", suppression.pk)
    assert not Suppression.objects.exists()


# --- walls -----------------------------------------------------------------------------------

# Who may do what, and that no id leads elsewhere, is held for every route in tests/test_isolation.
POSTS = [
    "consent_record",
    "consent_withdraw",
    "create",
    "delete",
    "edit",
    "import",
    "import_cancel",
    "import_repeat",
    "import_review",
    "lift",
    "list_delete",
    "list_detail",
    "list_remove",
    "lists",
    "person_erase",
    "suppress",
    "suppression_sets",
    "suppressions",
]
OF_A_ROW = {
    "person_export", "person_erase", "consent_record", "consent_withdraw",
    "detail", "edit", "delete", "suppress", "import_detail", "import_live", "rejected",
    "import_review", "import_cancel", "import_repeat",
    "list_detail", "list_delete", "list_remove", "lift",
}  # fmt: skip


@pytest.fixture
def address(shop):
    """Of each page, about rows of the shop."""
    ana = contact(shop)
    upload = an_import(shop)
    suppression = services.suppress(organization=shop, e164=PHONE, source="staff")
    keys = {
        "import_detail": [upload.pk],
        "import_live": [upload.pk],
        "import_review": [upload.pk],
        "import_cancel": [upload.pk],
        "import_repeat": [upload.pk],
        "rejected": [upload.pk],
        "list_detail": [upload.contact_list.pk],
        "list_delete": [upload.contact_list.pk],
        "list_remove": [upload.contact_list.pk, ana.pk],
        "lift": [suppression.pk],
    }
    return lambda name: reverse(
        f"contacts:{name}", args=keys.get(name, [ana.pk]) if name in OF_A_ROW else []
    )


def census():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Contact, ContactList, Import, Suppression)
    ]


@pytest.mark.parametrize("name", POSTS)
def test_every_post_needs_the_token_of_its_page(shop, address, name):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(rows.member(shop, Role.OWNER))
    before = census()
    assert browser.post(address(name)).status_code == 403
    assert census() == before


def test_a_foreign_list_can_not_be_chosen(shop, sign_in):
    foreign = services.create_list(organization=rows.organization(), name="Suya")
    response = post(sign_in(), "create", phone=PHONE, lists=[foreign.pk])
    assert response.status_code == 422
    assert "Suya" not in response.content.decode()
    assert not Contact.objects.exists()


def test_the_columns_of_a_file_may_be_told_before_it_is_read(client, shop, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    client.force_login(rows.member(shop))
    file = SimpleUploadedFile("gente.csv", "Quién;A dónde\nAna;612345678\n".encode())
    form = {"file": file, "list_name": "L", "default_country": "ES", "review": "on"}
    answer = client.post("/contacts/import/", form)
    upload = Import.objects.get()
    assert answer.headers["Location"].endswith(f"/imports/{upload.pk}/review/")
    shown = client.get(answer.headers["Location"])
    assert "612345678" in shown.content.decode()
    told = {"mode": "upsert", "encoding": "utf-8", "separator": ";", "dry_run": "on"}
    answer = client.post(answer.headers["Location"], told | {"role_0": "name", "role_1": "name"})
    assert answer.status_code == 422
    answer = client.post(
        f"/contacts/imports/{upload.pk}/review/", told | {"role_0": "name", "role_1": "phone"}
    )
    assert answer.status_code == 302
    services.run_import(import_id=upload.pk)
    assert not Contact.objects.exists()
    client.post(f"/contacts/imports/{upload.pk}/repeat/")
    services.run_import(import_id=Import.objects.latest("pk").pk)
    assert Contact.objects.get().name == "Ana"


def test_a_draft_may_be_cut_by_another_separator_and_canceled(client, shop, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    client.force_login(rows.member(shop))
    file = SimpleUploadedFile("gente.csv", b"Tel|Nombre\n612345678|Ana\n")
    client.post(
        "/contacts/import/",
        {"file": file, "list_name": "L", "default_country": "ES", "review": "on"},
    )
    upload = Import.objects.get()
    told = {"mode": "upsert", "encoding": "utf-8", "separator": ",", "role_0": "phone"}
    client.post(f"/contacts/imports/{upload.pk}/review/", told | {"role_1": "name"})
    upload.refresh_from_db()
    assert upload.header == ["Tel|Nombre"]
    client.post(f"/contacts/imports/{upload.pk}/cancel/")
    upload.refresh_from_db()
    assert upload.status == Import.Status.CANCELED


def test_what_was_chosen_is_downloaded_and_can_be_imported_again(client, shop):
    client.force_login(rows.member(shop))
    contact(shop)
    services.create_contact(organization=shop, phone="612345670", name="=cmd()")
    answer = client.get("/contacts/export.csv?q=ana")
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [line[1] for line in lines] == ["Name", "Ana Muñoz"]
    whole = client.get("/contacts/export.csv").getvalue()
    assert b"'=cmd()" in whole
    upload = services.create_import(
        organization=shop, file=io.BytesIO(whole), filename="contacts.csv"
    )
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.processed, upload.created, upload.rejected) == (2, 0, 0)
