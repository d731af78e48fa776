"""Pages of agents: who sees them, what they do."""

import pytest
from django.urls import reverse

from conversations.models import Agent, Purpose

FORM = {
    "name": "Sol",
    "purpose": "survey",
    "language": "en",
    "voice_mode": "relay",
    "goal": "Ask three questions",
    "first_message": "Do you have a minute, {name}?",
    "facts": "We bake bread.",
}


def address(name, *args):
    return reverse(f"conversations:{name}", args=args)


def test_a_member_sees_the_organisations_agents(viewer, agent):
    page = viewer.get(address("list"))
    assert agent.name in page.content.decode()
    page = viewer.get(address("detail", agent.pk))
    assert "inteligencia artificial" in page.content.decode()


def test_without_agents_the_list_says_what_to_do(admin, viewer):
    assert address("create") in admin.get(address("list")).content.decode()
    assert address("create") not in viewer.get(address("list")).content.decode()


@pytest.mark.parametrize("name", ["detail", "edit"])
def test_an_outsider_sees_no_agent_of_ours(outsider, agent, name):
    assert outsider.get(address(name, agent.pk)).status_code == 404
    assert agent.name not in outsider.get(address("list")).content.decode()


@pytest.mark.parametrize("name", ["edit", "delete"])
def test_an_outsider_changes_no_agent_of_ours(outsider, agent, name):
    assert outsider.post(address(name, agent.pk), FORM).status_code == 404
    assert Agent.objects.get().name == agent.name


@pytest.mark.parametrize("name", ["create", "edit", "delete", "preview"])
def test_who_may_only_look_changes_nothing(viewer, agent, name):
    args = [agent.pk] if name in ("edit", "delete") else []
    assert viewer.post(address(name, *args), FORM).status_code == 403
    assert Agent.objects.get().name == agent.name


def test_a_stranger_is_asked_to_sign_in(client, agent):
    for name in ("list", "create"):
        assert client.get(address(name)).status_code == 302


@pytest.mark.parametrize("purpose", Purpose.values)
def test_a_new_agent_begins_with_what_suits_its_purpose(admin, purpose):
    form = admin.get(address("create"), {"purpose": purpose}).context["form"]
    assert form.initial["purpose"] == purpose
    assert form.initial["goal"]


def test_an_agent_is_made_and_changed(admin):
    made = admin.post(address("create"), FORM)
    agent = Agent.objects.get()
    assert made.url == address("detail", agent.pk)
    assert (agent.name, agent.language) == ("Sol", "en")
    admin.post(address("edit", agent.pk), FORM | {"name": "Luna"})
    agent.refresh_from_db()
    assert agent.name == "Luna"


def test_a_form_with_a_fault_says_where(admin, agent):
    page = admin.post(address("create"), FORM | {"first_message": "Hola {precio}"})
    assert page.status_code == 422
    assert "{precio}" in str(page.context["form"].errors["first_message"])
    page = admin.post(address("create"), FORM | {"name": agent.name})
    assert page.context["form"].errors["name"]
    assert Agent.objects.count() == 1


def test_the_preview_shows_what_is_written_so_far(admin):
    page = admin.post(address("preview"), FORM).content.decode()
    assert "Do you have a minute, Emily Clark?" in page
    assert "We bake bread." in page
    assert not Agent.objects.exists()


def test_the_preview_of_an_empty_form_is_no_error(admin):
    assert admin.post(address("preview"), {}).status_code == 200


def test_what_a_person_writes_is_text_on_the_page(admin):
    page = admin.post(address("preview"), FORM | {"facts": "<script>x</script>"}).content.decode()
    assert "<script>x" not in page


def test_an_agent_that_never_worked_is_deleted(admin, agent):
    assert admin.post(address("delete", agent.pk)).url == address("list")
    assert not Agent.objects.exists()


def test_an_agent_without_a_model_is_marked(viewer, agent, settings):
    settings.SIMULATOR_URL = ""
    assert "SIMULATOR_URL" in viewer.get(address("detail", agent.pk)).content.decode()
