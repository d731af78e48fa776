"""The admin as a whole: quick on every list, live on its first page, and working as others."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.permissions import Role
from callsys.dashboard import BIG
from tests import rows
from tests.neighbours import House

pytestmark = pytest.mark.django_db
MOST_QUERIES = 16
LARGE = {*BIG, "calls.CallEvent", "contacts.Suppression", "contacts.RejectedRow", "outbox.Delivery"}


@pytest.fixture
def staff():
    browser = Client()
    browser.force_login(User.objects.create_superuser("root@callsys.example"))
    return browser


def test_every_list_opens_with_few_questions_and_counts_nothing_big(staff, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    House()  # some rows of each kind
    tables = {apps.get_model(name)._meta.db_table for name in LARGE}
    wrong = []
    for model in admin.site._registry:
        place = f"{model._meta.app_label}_{model._meta.model_name}"
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = staff.get(reverse(f"admin:{place}_changelist"))
        counted = {
            table
            for query in asked.captured_queries
            for table in re.findall(r'SELECT COUNT\(\*\).* FROM "(\w+)"', query["sql"])
        }
        if answer.status_code != 200 or len(asked) > MOST_QUERIES or counted & tables:
            wrong.append((place, answer.status_code, len(asked), counted & tables))
    assert wrong == []


def test_the_first_page_tells_how_things_are(staff):
    organization = rows.organization()
    rows.call(organization, status="in_progress")
    rows.trunk(paused_reason="Twilio says no")
    with CaptureQueriesContext(connection) as asked:
        page = staff.get("/admin/")

    numbers = {label: number for label, number, _address in page.context["now"]}
    assert numbers["Llamadas en curso"] == 1
    assert "Twilio says no" in page.text
    assert not any(
        f'COUNT(*) AS "__count" FROM "{apps.get_model(name)._meta.db_table}"\'' in query["sql"]
        for query in asked.captured_queries
        for name in BIG
    )


@pytest.fixture
def person():
    return rows.member(rows.organization(name="Casa Sol"), Role.OWNER, email="eva@sol.example")


def work_as(staff, person):
    return staff.post(
        "/admin/accounts/user/", {"action": "work_as", "_selected_action": [person.pk]}, follow=True
    )


def test_staff_work_as_somebody_marked_and_in_the_audit(staff, person):
    work_as(staff, person)
    page = staff.get("/accounts/members/")
    assert "Casa Sol" in page.text
    assert "root@callsys.example" in page.text
    assert "/accounts/impersonation/end/" in page.text
    given = {"name": "Casa Luna", "language": "en", "default_country": "ES"}
    staff.post("/accounts/organization/", given | {"time_zone": "Europe/Madrid"})
    changed = AuditEntry.objects.get(subject="accounts.Organization", action="update")
    assert changed.actor["email"] == "eva@sol.example"
    assert changed.actor["impersonator"] == "root@callsys.example"

    staff.post("/accounts/impersonation/end/")
    assert staff.get("/admin/").status_code == 200
    acts = AuditEntry.objects.filter(action="act", subject="accounts.User").order_by("id")
    assert [act.after["act"] for act in acts] == ["impersonation began", "impersonation ended"]


def test_what_is_a_persons_alone_stays_shut(staff, person):
    work_as(staff, person)
    assert staff.get("/admin/").status_code == 302
    for path in ("/accounts/security/", "/accounts/password/change/", "/accounts/email/"):
        assert staff.get(path).status_code == 403
    assert staff.post("/api/v1/keys/", {}, content_type="application/json").status_code == 403


def test_it_ends_by_itself(staff, person):
    work_as(staff, person)
    session = staff.session
    session["impersonating"] = [person.pk, 0]
    session.save()
    assert staff.get("/admin/").status_code == 200


def test_nobody_becomes_one_of_the_staff(staff):
    other = User.objects.create_superuser("other@callsys.example")
    work_as(staff, other)
    assert "impersonating" not in staff.session
    helper = Client()
    helper.force_login(User.objects.create_user("helper@callsys.example", is_staff=True))
    assert work_as(helper, rows.member(rows.organization())).status_code in (302, 403)
    assert "impersonating" not in helper.session


def test_suspending_is_an_action(staff):
    organization = rows.organization()
    chosen = {"_selected_action": [organization.pk]}
    staff.post("/admin/accounts/organization/", {"action": "suspend"} | chosen)
    organization.refresh_from_db()
    assert organization.suspended_at is not None
    staff.post("/admin/accounts/organization/", {"action": "let_go_on"} | chosen)
    organization.refresh_from_db()
    assert organization.suspended_at is None


@pytest.mark.parametrize("what", ["calls_call", "contacts_suppression", "contacts_contact"])
def test_files_of_calls_suppression_and_contacts(staff, what):
    rows.call(rows.organization())
    answer = staff.post(reverse(f"admin:{what}_export"), {"format": "0"} | {"export": "1"})
    assert answer.status_code == 200
