"""A mind is made from rows and settings; a rehearsal's never reaches a real model."""

import datetime as dt

import pytest

from accounts.models import Organization
from contacts.models import Contact
from conversations.brain import model_of
from conversations.dialogue import Act, Heard, Line, Say, Speaker
from conversations.disclosure import disclosure
from conversations.engine import reply
from conversations.minds import facts_of, mind_for, snapshot_of
from conversations.models import Agent
from lib.errors import DomainError
from providers.llm.openai import OpenAIModel
from providers.llm.registry import close_models

NOW = dt.datetime(2026, 11, 18, 11, 0, tzinfo=dt.UTC)


@pytest.fixture
def contact(organization):
    return Contact.objects.create(
        organization=organization, e164="+34600000001", name="Ana", attributes={"edad": 40}
    )


@pytest.fixture
def real_agent(db):
    business = Organization.objects.create(name="Panadería Sol")
    return Agent.objects.create(organization=business, name="Marta", goal="Vender pan")


def chosen_for(agent) -> OpenAIModel:
    model = model_of(agent)
    assert isinstance(model, OpenAIModel)
    return model


def test_a_rehearsal_thinks_at_the_simulator_whatever_keys_are_set(agent, settings):
    settings.SIMULATOR_URL = "http://127.0.0.1:8090"
    settings.OPENAI_API_KEY = "a-real-key"
    settings.OPENAI_BASE_URL = "https://api.openai.com/v1"
    settings.LLM_PROVIDER = "another"
    model = chosen_for(agent)
    assert model.base_url == "http://127.0.0.1:8090/openai/v1"
    assert model.api_key != "a-real-key"


@pytest.mark.parametrize("url", ["", "https://api.openai.com/v1"])
def test_a_rehearsal_without_a_simulator_thinks_nowhere(agent, settings, url):
    settings.SIMULATOR_URL = url
    settings.OPENAI_API_KEY = "a-real-key"
    with pytest.raises(DomainError):
        model_of(agent)


def test_a_real_organisation_without_a_model_is_told_so(real_agent, settings):
    settings.SIMULATOR_URL = "http://127.0.0.1:8090"
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
    with pytest.raises(DomainError) as caught:
        model_of(real_agent)
    assert caught.value.code == "model_not_configured"


@pytest.mark.parametrize(
    ("key", "base_url", "expected"),
    [
        ("k", "", "https://api.openai.com/v1"),
        ("", "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1"),
    ],
)
def test_a_key_or_a_server_of_ones_own_is_enough(real_agent, settings, key, base_url, expected):
    settings.LLM_PROVIDER, settings.LLM_MODEL = "openai", "small"
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = key, base_url
    model = chosen_for(real_agent)
    assert (model.base_url, model.model) == (expected, "small")


def test_an_agent_may_choose_its_model(agent, settings):
    settings.SIMULATOR_URL = "http://127.0.0.1:8090"
    agent.model = "large"
    assert chosen_for(agent).model == "large"


def test_a_provider_that_we_do_not_know_is_named_as_the_fault(real_agent, settings):
    settings.LLM_PROVIDER, settings.OPENAI_API_KEY = "nobody", "k"
    with pytest.raises(DomainError, match="LLM_PROVIDER"):
        model_of(real_agent)


@pytest.mark.parametrize(
    ("e164", "own", "expected"),
    [
        ("+34600000001", "", "Europe/Madrid"),
        ("+34600000001", "Atlantic/Canary", "Atlantic/Canary"),
        ("+12125550123", "", "America/New_York"),
        ("+34600000001", "Mars/Olympus", "Europe/Madrid"),
    ],
)
def test_a_person_has_one_clock(organization, e164, own, expected):
    person = Contact(organization=organization, e164=e164, time_zone=own)
    assert facts_of(person, organization).zone == expected


def test_neither_number_nor_address_reaches_the_prompt(agent, contact, simulator):
    contact.email = "ana@example.org"
    mind = mind_for(agent=agent, contact=contact, now=NOW)
    assert "600000001" not in mind.prompt
    assert "example.org" not in mind.prompt
    assert "edad: 40" in mind.prompt


def test_the_campaigns_purpose_outweighs_the_agents(agent, contact, simulator):
    prompt = mind_for(agent=agent, contact=contact, now=NOW, purpose="survey").prompt
    assert "una encuesta" in prompt
    assert "una venta" in mind_for(agent=agent, contact=contact, now=NOW, purpose="").prompt


def test_every_opening_begins_with_the_disclosure(agent, contact, simulator):
    for person in (contact, None):
        told = disclosure(snapshot_of(agent), facts_of(person, agent.organization))
        assert "inteligencia artificial" in told
        assert mind_for(agent=agent, contact=person, now=NOW).opening.startswith(told)


@pytest.mark.django_db(transaction=True)
async def test_a_rehearsed_conversation_comes_to_its_goal(simulator):
    business = Organization(name="Panadería Luna", is_rehearsal=True)
    agent = Agent(organization=business, name="Lucía", goal="Encargar un roscón", language="es")
    mind = mind_for(agent=agent, contact=None, now=NOW)
    history = [Line(Speaker.AGENT, mind.opening)]
    acts: list[Act] = []
    for heard in ("Sí, dígame", "Sí, me parece bien", "No, nada más", "Gracias, adiós"):
        said = ""
        async for part in reply(mind, history, Heard(heard)):
            if isinstance(part, Say):
                said += part.text
            else:
                acts.append(part)
        history += [Line(Speaker.PERSON, heard), Line(Speaker.AGENT, said)]
        if acts:
            break
    assert "Encargar un roscón" in " ".join(line.text for line in history)
    assert [act.name for act in acts] == ["end_call"]
    await close_models()
