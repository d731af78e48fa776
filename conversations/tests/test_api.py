"""The API of agents."""

import pytest

from conversations.models import Agent

LIST = "/api/v1/agents/"
BODY = {"name": "Sol", "goal": "Ask three questions", "language": "en", "purpose": "survey"}


def post(client, body, path=LIST):
    return client.post(path, body, content_type="application/json")


def test_agents_are_listed_made_changed_and_removed(admin):
    made = post(admin, BODY)
    assert made.status_code == 201
    one = f"{LIST}{made.json()['id']}/"
    assert [row["name"] for row in admin.get(LIST).json()["results"]] == ["Sol"]
    changed = admin.patch(one, {"facts": "Bread"}, content_type="application/json")
    assert (changed.status_code, changed.json()["facts"]) == (200, "Bread")
    assert admin.delete(one).status_code == 204
    assert not Agent.objects.exists()


@pytest.mark.parametrize(
    ("fault", "field"),
    [({"name": ""}, "name"), ({"first_message": "{x}"}, "first_message"), ({"goal": ""}, "goal")],
)
def test_what_cannot_be_used_is_named(admin, fault, field):
    answer = post(admin, BODY | fault)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_name_that_is_taken_is_told(admin, agent):
    answer = post(admin, BODY | {"name": agent.name})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "name"


def test_an_outsider_finds_nothing(outsider, agent):
    one = f"{LIST}{agent.pk}/"
    assert outsider.get(LIST).json()["results"] == []
    assert outsider.get(one).status_code == 404
    assert outsider.patch(one, {"name": "x"}, content_type="application/json").status_code == 404
    assert outsider.delete(one).status_code == 404
    assert Agent.objects.get().name == agent.name


def test_who_may_only_look_changes_nothing(viewer, agent):
    assert viewer.get(LIST).status_code == 200
    assert post(viewer, BODY).status_code == 403
    assert viewer.delete(f"{LIST}{agent.pk}/").status_code == 403


def test_a_stranger_gets_no_answer(client, agent):
    assert client.get(LIST).status_code in (401, 403)
