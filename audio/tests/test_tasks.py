"""Sentences that are bought before anybody waits for them."""

import pytest

from audio import tasks
from conversations.fixed import fixed_sentences
from conversations.models import Agent


def bought(simulator):
    return {entry["text"] for entry in simulator.get("ledger?kind=speech")["entries"]}


def test_an_agents_fixed_sentences_are_bought_once(order, agent, simulator):
    tasks.warm_agent(agent.pk)
    tasks.warm_agent(agent.pk)
    assert bought(simulator) == set(fixed_sentences(agent))
    assert simulator.get("summary")["speeches"] == len(fixed_sentences(agent))


def test_an_agent_that_is_gone_or_has_no_account_is_let_be(agent, settings):
    settings.SIMULATOR_URL = ""
    tasks.warm_agent(agent.pk)
    tasks.warm_agent(agent.pk + 1)


@pytest.mark.parametrize(("mode", "wakes"), [("gather", 1), ("relay", 0)])
def test_a_worker_is_woken_where_sound_of_ours_is_played(
    agent, mode, wakes, django_capture_on_commit_callbacks
):
    agent.voice_mode = Agent.VoiceMode(mode)
    with django_capture_on_commit_callbacks() as woken:
        tasks.warm_soon(agent, purpose="sales")
    assert len(woken) == wakes
