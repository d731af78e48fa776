"""A running campaign keeps the agent with which it began."""

import pytest

from campaigns.services import adopt_agent_version, start_campaign
from conversations.services import create_agent, publish_agent, update_agent
from tests import rows

pytestmark = pytest.mark.django_db


def test_a_running_campaign_keeps_the_version_with_which_it_began(organization, simulator):
    made = create_agent(organization=organization, name="Lucía", goal="Vender roscones")
    people = rows.contact_list(organization, rows.contact(organization))
    campaign = rows.campaign(organization, agent=made)
    campaign.lists.set([people])
    running = start_campaign(campaign=campaign)
    update_agent(agent=made, goal="Vender turrón")
    publish_agent(agent=made)
    assert running.agent_version and running.agent_version.content["goal"] == "Vender roscones"
    adopted = adopt_agent_version(campaign=running).agent_version
    assert adopted and adopted.content["goal"] == "Vender turrón"
