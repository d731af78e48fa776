"""Who did what: written by the database, whoever writes and however."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from accounts import keys, services
from accounts.access import access_of
from accounts.audit import record_act
from accounts.models import AuditEntry, Membership, User
from accounts.permissions import Role
from callsys.audited import AUDITED, keep_audit
from contacts.models import Contact
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


def entries(subject, **fields):
    return list(AuditEntry.objects.filter(subject=subject, **fields).order_by("id"))


def test_a_change_is_kept_with_who_from_where_before_and_after(shop):
    owner = rows.member(shop, Role.OWNER)
    agent = rows.agent(shop, name="Lucía")
    browser = Client(REMOTE_ADDR="203.0.113.9")
    browser.force_login(owner)
    url = f"/api/v1/agents/{agent.pk}/"
    assert browser.patch(url, {"name": "Eva"}, content_type="application/json").status_code == 200
    entry = entries("conversations.Agent", action="update")[-1]
    assert entry.organization == shop
    assert entry.subject_id == str(agent.pk)
    assert (entry.before["name"], entry.after["name"]) == ("Lucía", "Eva")
    assert entry.actor == {"user": owner.pk, "email": owner.email, "address": "203.0.113.9"}


def test_a_key_is_named(shop):
    owner = rows.member(shop, Role.OWNER)
    access = access_of(Membership.objects.get(user=owner))
    key, secret = keys.create_api_key(access=access, name="CRM", scopes=["contacts.edit"])
    contact = rows.contact(shop)
    Client().patch(
        f"/api/v1/contacts/{contact.pk}/",
        {"name": "Eva"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    entry = entries("contacts.Contact", action="update")[-1]
    assert entry.actor["by"] == f"key:{key.prefix}"
    assert entry.actor["email"] == owner.email


def test_bulk_updates_and_raw_sql_are_kept_too(shop):
    rows.contact(shop, name="a"), rows.contact(shop, name="b")
    Contact.objects.update(name="c")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM contacts_contact")
    changed, deleted = (entries("contacts.Contact", action=act) for act in ("update", "delete"))
    assert [entry.before for entry in changed] == [{"name": "a"}, {"name": "b"}]
    assert [entry.before["name"] for entry in deleted] == ["c", "c"]
    assert changed[0].actor == {}


def test_nobody_wears_the_name_of_who_came_before(shop):
    """The name ends with its transaction: what the next one writes does not bear it."""
    browser = rows.browser(shop, Role.OWNER)
    body = {"name": "Amigos"}
    browser.post("/api/v1/lists/", body, content_type="application/json")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('callsys.actor', '', true)")  # as a new transaction
    rows.contact_list(shop)
    named, unnamed = entries("contacts.ContactList", action="insert")
    assert named.actor["email"]
    assert unnamed.actor == {}


@pytest.mark.django_db(transaction=True)
def test_a_name_ends_with_its_own_statement_outside_of_transactions():
    shop = rows.organization()
    browser = rows.browser(shop, Role.OWNER)
    answer = browser.post("/api/v1/lists/", {"name": "A"}, content_type="application/json")
    assert answer.status_code == 201
    rows.contact_list(shop)
    named, unnamed = entries("contacts.ContactList", action="insert")
    assert (bool(named.actor), unnamed.actor) == (True, {})


def test_a_save_that_changes_nothing_is_no_entry(shop):
    contact = rows.contact(shop)
    contact.save()
    assert entries("contacts.Contact", action="update") == []


def test_secrets_are_not_in_it(shop):
    user = rows.member(shop, Role.OWNER, password="a secret that is long")
    user.set_password("another secret that is long")
    user.save()
    entry = entries("accounts.User", action="update")[-1]
    assert entry.after == {"password": "[hidden]"}
    assert user.password not in str([vars(each) for each in AuditEntry.objects.all()])


def test_roles_and_members_are_in_it(shop):
    access = access_of(Membership.objects.get(user=rows.member(shop, Role.OWNER)))
    membership = services.add_member(access=access, email="eva@shop.example", role=Role.VIEWER)
    services.change_role(access=access, membership=membership, role=Role.ADMIN)
    services.remove_member(access=access, membership=membership)
    told = [(entry.action, entry.after) for entry in entries("accounts.Membership")][-2:]
    assert told == [("update", {"role": "admin"}), ("delete", None)]


def test_an_act_is_kept(shop):
    owner = rows.member(shop, Role.OWNER)
    access = access_of(Membership.objects.get(user=owner))
    record_act(access=access, act="recording listened", subject="calls.Call", subject_id=7)
    entry = entries("calls.Call")[0]
    assert (entry.action, entry.after) == ("act", {"act": "recording listened"})
    assert entry.actor["email"] == owner.email


@pytest.mark.parametrize(
    "sql", ["UPDATE accounts_auditentry SET actor = '{}'", "DELETE FROM accounts_auditentry"]
)
def test_it_is_append_only(shop, sql):
    rows.contact_list(shop)
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_it_outlives_what_it_tells_of(shop):
    number = shop.pk
    rows.contact_list(shop)
    shop.delete()
    assert AuditEntry.objects.filter(organization_id=number, action="delete").count() >= 2


def test_each_organisation_reads_its_own(shop):
    other = rows.organization()
    rows.contact_list(shop, name="Ours"), rows.contact_list(other, name="Theirs")
    answer = rows.browser(shop, Role.ADMIN).get("/api/v1/audit/?subject=contacts.ContactList")
    assert [row["after"]["name"] for row in answer.json()["results"]] == ["Ours"]
    assert rows.browser(shop, Role.OPERATOR).get("/api/v1/audit/").status_code == 403


def test_migrating_again_changes_nothing_and_mends_what_is_missing(django_assert_num_queries):
    with django_assert_num_queries(3):
        keep_audit()
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER {AUDITED[0].trigger} ON "{AUDITED[0].table}"')
    keep_audit()
    User.objects.create_user("new@shop.example")
    assert entries("accounts.User", action="insert")
