"""The API of calls."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from calls.models import Outcome
from tests import rows

pytestmark = pytest.mark.django_db

URL = "/api/v1/calls/"


@pytest.fixture
def shop():
    return rows.organization()


@pytest.fixture
def api(shop):
    return rows.browser(shop, Role.VIEWER)


def found(api, **query):
    return [call["id"] for call in api.get(URL, query).json()["results"]]


def test_one_call_is_read_with_its_words_and_events(api, shop):
    call = rows.call(shop, outcome=Outcome.GOAL_MET, duration=61)
    call.turns.create(number=1, role="agent", text="Hola", said_at_ms=300)
    call.events.create(source="callback", key="1", status="ringing", data={"AnsweredBy": "human"})
    read = api.get(f"{URL}{call.pk}/").json()
    assert [read["outcome"], read["duration"]] == ["goal_met", 61]
    assert read["turns"][0]["text"] == "Hola"
    assert read["events"][0]["status"] == "ringing"
    assert "token" not in read
    assert call.token not in str(read)


def test_a_call_tells_what_its_model_took(api, shop):
    call = rows.call(shop)
    spent = {"model": "m", "read": 100, "cached": 20, "written": 7, "cost": 0.0021}
    call.turns.create(number=1, role="agent", text="Hola", said_at_ms=0, usage=spent)
    call.turns.create(number=3, role="agent", text="Adiós", said_at_ms=9, usage=spent)
    read = api.get(f"{URL}{call.pk}/").json()
    assert read["turns"][0]["usage"] == spent
    assert (read["usage"]["read"], read["usage"]["cost"]) == (200, 0.0042)
    assert "0.0042 US$" in api.get(f"/calls/{call.pk}/").text


def test_they_are_narrowed(api, shop):
    busy = rows.call(shop, status="busy", outcome=Outcome.BUSY)
    done = rows.call(shop, outcome=Outcome.GOAL_MET)
    assert found(api, status="busy") == [busy.pk]
    assert found(api, outcome="goal_met") == [done.pk]
    assert found(api, contact=done.contact_id) == [done.pk]
    assert found(api, agent=busy.agent_id) == [busy.pk]
    assert found(api) == [done.pk, busy.pk]


def test_a_filter_that_can_not_be_read_is_an_error(api):
    answer = api.get(URL, {"status": "nonsense"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "status"


def test_more_calls_cost_no_more_queries(api, shop):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            api.get(URL)
        return len(queries)

    rows.call(shop)
    cost()
    few = cost()
    for _ in range(20):
        rows.call(shop)
    assert cost() == few


def test_calls_of_others_do_not_exist(api):
    theirs = rows.call(rows.organization())
    assert api.get(f"{URL}{theirs.pk}/").status_code == 404
    assert found(api) == []
    assert found(api, contact=theirs.contact_id) == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_a_call(shop, method):
    call = rows.call(shop)
    answer = getattr(rows.browser(shop), method)(f"{URL}{call.pk}/", {"status": "busy"})
    assert answer.status_code in (403, 405)
    call.refresh_from_db()
    assert call.status == "completed"


def test_strangers_learn_nothing(client, shop):
    call = rows.call(shop)
    assert client.get(URL).status_code == 401
    assert client.get(f"{URL}{call.pk}/").status_code == 401
