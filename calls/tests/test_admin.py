"""Calls in the admin: on record."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.test", None))
    return client


@pytest.fixture
def call():
    made = rows.call(rows.organization())
    made.turns.create(number=1, role="agent", text="Hola", said_at_ms=0)
    made.events.create(source="callback", key="1", status="ringing")
    return made


@pytest.mark.parametrize("model", ["call", "turn", "callevent", "trunk"])
def test_it_is_listed_and_never_counted(admin, call, model):
    with CaptureQueriesContext(connection) as queries:
        assert admin.get(reverse(f"admin:calls_{model}_changelist")).status_code == 200
    big = [q["sql"] for q in queries if model != "trunk" and f"calls_{model}" in q["sql"]]
    assert not [sql for sql in big if "COUNT(" in sql]


def test_a_call_is_shown_with_its_words_and_without_its_token(admin, call):
    page = admin.get(reverse("admin:calls_call_change", args=[call.pk])).content.decode()
    assert "Hola" in page
    assert call.token not in page


@pytest.mark.parametrize("model", ["call", "turn", "callevent"])
def test_what_happened_is_not_changed(admin, call, model):
    pk = {"call": call, "turn": call.turns.get(), "callevent": call.events.get()}[model].pk
    for action, args in [("add", []), ("change", [pk]), ("delete", [pk])]:
        address = reverse(f"admin:calls_{model}_{action}", args=args)
        assert admin.post(address, {"status": "busy"}).status_code == 403


def test_a_trunk_is_paused_here_and_nothing_else(admin, call):
    address = reverse("admin:calls_trunk_change", args=[call.trunk_id])
    admin.post(address, {"paused_reason": "Unpaid", "calls_per_second": 99, "account": "x"})
    trunk = type(call.trunk).objects.get(pk=call.trunk_id)
    assert [trunk.paused_reason, trunk.calls_per_second] == ["Unpaid", 1.0]
    assert trunk.account == call.trunk.account
