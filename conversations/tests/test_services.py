"""Agents are made, changed and removed by one service each."""

import pytest

from conversations.models import LONGEST_BRIEFING, Agent, Purpose
from conversations.presets import preset_for
from conversations.services import create_agent, delete_agent, update_agent
from lib.errors import DomainError, InvalidInput
from tests import rows


def test_an_agent_needs_a_name_and_a_goal(organization):
    with pytest.raises(InvalidInput) as caught:
        create_agent(organization=organization, name="  ")
    assert set(caught.value.fields) == {"name", "goal"}
    assert not Agent.objects.exists()


def test_spaces_around_words_are_not_kept(organization):
    agent = create_agent(organization=organization, name=" Lucía ", goal="Vender\n")
    assert (agent.name, agent.goal) == ("Lucía", "Vender")


def test_two_agents_of_one_organisation_have_two_names(organization, agent):
    with pytest.raises(InvalidInput) as caught:
        create_agent(organization=organization, name=agent.name, goal="Otra cosa")
    assert caught.value.code == "name_taken"


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"purpose": "spam"}, "purpose"),
        ({"language": "xx"}, "language"),
        ({"voice_mode": "fax"}, "voice_mode"),
        ({"first_message": "Hola {precio}"}, "first_message"),
        ({"facts": "x" * LONGEST_BRIEFING, "prompt": "y"}, "facts"),
        ({"name": "x" * 81}, "name"),
    ],
)
def test_what_cannot_be_used_is_told_beside_its_field(agent, fields, at_fault):
    with pytest.raises(InvalidInput) as caught:
        update_agent(agent=agent, **fields)
    assert set(caught.value.fields) == {at_fault}


def test_what_is_not_given_stays(agent):
    update_agent(agent=agent, facts="Barra: dos euros")
    agent.refresh_from_db()
    assert (agent.goal, agent.facts) == ("Vender roscones.", "Barra: dos euros")


def test_an_agent_that_never_worked_can_go(agent):
    delete_agent(agent=agent)
    assert not Agent.objects.exists()


def test_an_agent_that_called_stays(organization, agent):
    rows.call(organization, agent=agent)
    with pytest.raises(DomainError) as caught:
        delete_agent(agent=agent)
    assert caught.value.code == "agent_in_use"
    assert Agent.objects.exists()


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("purpose", Purpose.values)
def test_every_purpose_has_an_agent_to_begin_with(organization, purpose, language):
    preset = preset_for(purpose, language)
    agent = create_agent(
        organization=organization,
        purpose=purpose,
        language=language,
        name=preset.name,
        goal=preset.goal,
        facts=preset.facts,
        prompt=preset.prompt,
        first_message=preset.first_message,
    )
    assert agent.pk
