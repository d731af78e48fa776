"""The API of campaigns."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from campaigns.ledger import State
from campaigns.models import Campaign
from tests import rows

pytestmark = pytest.mark.django_db

URL = "/api/v1/campaigns/"


@pytest.fixture
def shop():
    return rows.organization()


@pytest.fixture
def api(shop):
    return rows.browser(shop)


def send(api, method, path, body=None):
    return getattr(api, method)(URL + path, body or {}, content_type="application/json")


def wanted(shop, **changes):
    people = rows.contact_list(shop, rows.contact(shop))
    wish = {
        "name": "Roscones",
        "purpose": "sales",
        "agent": rows.agent(shop).pk,
        "lists": [people.pk],
        "windows": {"0": [["09:00", "14:00"]]},
        "retry_policy": {"busy": {"attempts": 2, "delay": 60}},
    }
    return wish | changes


def test_a_campaign_is_made_changed_run_and_read(api, shop):
    made = send(api, "post", "", wanted(shop))
    assert made.status_code == 201
    assert made.json()["status"] == "draft"
    path = f"{made.json()['id']}/"
    assert send(api, "patch", path, {"name": "Turrones"}).json()["name"] == "Turrones"
    assert send(api, "post", path + "start/").json()["status"] == "running"
    assert send(api, "post", path + "pause/").json()["status"] == "paused"
    assert send(api, "post", path + "resume/").json()["status"] == "running"
    assert send(api, "post", path + "cancel/").json()["status"] == "canceled"
    read = api.get(URL + path).json()
    assert [read["name"], read["windows"]] == ["Turrones", {"0": [["09:00", "14:00"]]}]


def test_it_begins_by_itself_at_a_time_to_come(api, shop):
    path = f"{rows.campaign(shop).pk}/schedule/"
    answer = send(api, "post", path, {"starts_at": "2099-01-05T09:00:00Z"})
    assert answer.json()["status"] == "scheduled"
    assert send(api, "post", path).json()["errors"][0]["field"] == "starts_at"
    assert send(api, "post", path, {"starts_at": "2001-01-01T00:00:00Z"}).status_code == 400


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"windows": {"0": [["9", "14:00"]]}}, "hours_invalid"),
        ({"windows": {}}, "hours_empty"),
        ({"retry_policy": {"busy": {"attempts": 0, "delay": 1}}}, "retries_invalid"),
        ({"lists": []}, "empty"),
        ({"purpose": "nonsense"}, "invalid_choice"),
        ({"calls_per_second": 900}, "invalid_limit"),
        ({"max_concurrent": 0}, "invalid_limit"),
        ({"agent": None}, "null"),
    ],
)
def test_it_says_what_can_not_be(api, shop, changes, code):
    answer = send(api, "post", "", wanted(shop, **changes))
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert not Campaign.objects.exists()


def test_state_and_times_are_not_written(api, shop):
    made = send(api, "post", "", wanted(shop, status="running", started_at="2020-01-01T00:00:00Z"))
    assert [made.json()["status"], made.json()["started_at"]] == ["draft", None]


def test_what_the_state_forbids_is_a_conflict(api, shop):
    running = rows.campaign(shop, status=Campaign.Status.RUNNING)
    assert send(api, "post", f"{running.pk}/start/").status_code == 409
    assert send(api, "patch", f"{running.pk}/", {"name": "x"}).status_code == 409
    assert send(api, "delete", f"{running.pk}/").status_code == 409


def test_a_draft_is_deleted(api, shop):
    draft = rows.campaign(shop)
    assert send(api, "delete", f"{draft.pk}/").status_code == 204
    assert not Campaign.objects.exists()


def test_everybody_of_a_campaign_is_explained(api, shop):
    campaign = rows.campaign(shop)
    rows.target(campaign, state=State.SKIPPED, reason="suppressed")
    waiting = rows.target(
        campaign,
        state=State.WAITING,
        reason="retry_busy",
        next_attempt_at=dt.datetime(2030, 1, 7, 16, 30, tzinfo=dt.UTC),
    )
    found = api.get(f"{URL}{campaign.pk}/targets/").json()["results"]
    assert [target["reason"] for target in found] == ["retry_busy", "suppressed"]
    assert found[1]["explanation"] == "This number asked not to be called."
    assert found[0]["contact"]["e164"] == waiting.contact.e164
    narrowed = api.get(f"{URL}{campaign.pk}/targets/", {"state": "skipped"}).json()["results"]
    assert [target["state"] for target in narrowed] == ["skipped"]


def test_lists_come_in_pages_of_equal_cost(api, shop):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            api.get(URL)
        return len(queries)

    rows.campaign(shop).lists.add(rows.contact_list(shop))
    cost()
    few = cost()
    for _ in range(60):
        rows.campaign(shop).lists.add(rows.contact_list(shop))
    assert cost() == few
    first = api.get(URL, {"page_size": 50}).json()
    rest = api.get(first["next"]).json()
    assert [len(first["results"]), len(rest["results"])] == [50, 11]
    assert {c["id"] for c in first["results"]}.isdisjoint(c["id"] for c in rest["results"])


ACTIONS = ["start/", "schedule/", "pause/", "resume/", "cancel/"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", ""), ("patch", ""), ("delete", ""), ("get", "targets/")]
    + [("post", action) for action in ACTIONS],
)
def test_a_campaign_of_others_does_not_exist(api, method, path):
    theirs = rows.campaign(rows.organization(), status=Campaign.Status.RUNNING, name="Secret")
    body = {"name": "Mine", "starts_at": "2099-01-05T09:00:00Z"}
    assert send(api, method, f"{theirs.pk}/{path}", body).status_code == 404
    theirs.refresh_from_db()
    assert [theirs.name, theirs.status] == ["Secret", Campaign.Status.RUNNING]


def test_agents_and_lists_of_others_do_not_exist(api, shop):
    other = rows.organization()
    for changes in (
        {"agent": rows.agent(other).pk},
        {"lists": [rows.contact_list(other, rows.contact(other)).pk]},
    ):
        answer = send(api, "post", "", wanted(shop, **changes))
        assert answer.json()["code"] == "does_not_exist"
        draft = rows.campaign(shop)
        assert send(api, "patch", f"{draft.pk}/", changes).status_code == 400


def test_campaigns_of_others_are_not_listed(api):
    rows.campaign(rows.organization())
    assert api.get(URL).json()["results"] == []


@pytest.mark.parametrize(
    ("role", "method", "path", "status"),
    [
        (Role.VIEWER, "post", "", 403),
        (Role.VIEWER, "patch", "{id}/", 403),
        (Role.VIEWER, "get", "{id}/", 200),
        (Role.VIEWER, "get", "{id}/targets/", 200),
        *[(Role.VIEWER, "post", "{id}/" + action, 403) for action in ACTIONS],
        (Role.OPERATOR, "delete", "{id}/", 403),
        (Role.OPERATOR, "post", "{id}/start/", 409),
        (Role.ADMIN, "delete", "{id}/", 204),
    ],
)
def test_each_role_may_do_what_the_table_says(shop, role, method, path, status):
    draft = rows.campaign(shop)
    answer = send(rows.browser(shop, role), method, path.format(id=draft.pk), {"name": "x"})
    assert answer.status_code == status


def test_strangers_learn_nothing(client, shop):
    draft = rows.campaign(shop)
    for path in ("", f"{draft.pk}/", "999999/"):
        assert client.get(URL + path).status_code == 401
