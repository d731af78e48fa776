"""The client, the command line and the assistants' server, against the live API."""

import asyncio
import json
import sys
from typing import Any

import httpx
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from accounts import keys
from accounts.access import access_of
from accounts.models import Membership
from accounts.permissions import Role
from callsys.celery import app
from callsys_client import Callsys, Problem
from callsys_client.__main__ import main
from campaigns.models import Campaign
from contacts.models import Contact
from tests import rows

pytestmark = pytest.mark.django_db(transaction=True)


class House:
    """A running API, and an organisation with a key to it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.shop = rows.organization(default_country="ES")
        self.admin = Membership.objects.get(user=rows.member(self.shop, Role.ADMIN))
        self.key = self.key_for(*access_of(self.admin).permissions)

    def key_for(self, *scopes: str) -> str:
        access = access_of(self.admin)
        return keys.create_api_key(access=access, name="test", scopes=scopes)[1]


@pytest.fixture
def house(live_server, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.OPENAI_API_KEY = "a-key"  # a campaign starts only where a model can be had
    app.conf.task_always_eager = True
    made = House(live_server.url)
    monkeypatch.setenv("CALLSYS_URL", made.url)
    monkeypatch.setenv("CALLSYS_KEY", made.key)
    yield made
    app.conf.task_always_eager = False


def test_a_campaign_from_its_file_to_its_report(house, tmp_path, capsys):
    """What somebody does in a day, first in Python, then from the command line."""
    file = tmp_path / "march.csv"
    file.write_text("Phone,Name\n612345678,Ana\n612345679,=Eva\n12,Nobody\n")
    agent = rows.agent(house.shop)
    with Callsys(house.url, key=house.key) as callsys:
        done = callsys.import_file(file)
        assert (done["status"], done["imported"], done["rejected"]) == ("done", 2, 1)
        campaign = callsys.create_campaign(
            name="March", purpose="sales", agent=agent.pk, lists=[done["list"]]
        )
        assert callsys.start_campaign(campaign["id"])["status"] == "running"
        assert callsys.report(campaign["id"])["contacts"] == 2
        assert [row["id"] for row in callsys.campaigns()] == [campaign["id"]]
        assert len(list(callsys.rows("contacts/", page_size=1))) == 2  # page by page
        with pytest.raises(Problem) as caught:
            callsys.start_campaign(campaign["id"])
        assert (caught.value.status, bool(caught.value.detail)) == (409, True)

    number = str(campaign["id"])
    capsys.readouterr()
    assert main(["pause", number]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "paused"
    assert main(["follow", number]) == 0
    assert "2 people" in capsys.readouterr().out
    assert main(["cancel", number]) == 0
    assert Campaign.objects.get().status == "canceled"
    assert main(["start", number]) == 1
    assert "409" in capsys.readouterr().err
    assert main(["export", "contacts"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert any("'=Eva" in line for line in lines)  # text, never a formula


def test_a_key_opens_no_more_to_the_client_than_to_anybody(house, monkeypatch, capsys):
    monkeypatch.setenv("CALLSYS_KEY", house.key_for("campaigns.view"))
    assert main(["export", "contacts"]) == 1
    assert "403" in capsys.readouterr().err
    monkeypatch.setenv("CALLSYS_KEY", "ck_00000000_wrong")
    assert main(["export", "campaigns"]) == 1
    assert "401" in capsys.readouterr().err
    monkeypatch.setenv("CALLSYS_KEY", "")
    assert main(["export", "campaigns"]) == 2


def test_a_request_without_an_answer_is_sent_again_and_happens_once(house, monkeypatch):
    with Callsys(house.url, key=house.key) as callsys:
        send = callsys._http.request
        lost: list[Any] = []

        def lose_the_first_answer(*args: Any, **kwargs: Any) -> Any:
            answer = send(*args, **kwargs)
            if not lost:
                lost.append(answer)
                raise httpx.ReadError("the line broke")
            return answer

        monkeypatch.setattr(callsys._http, "request", lose_the_first_answer)
        made = callsys.add_contact(phone="612345678", name="Ana")
    assert lost[0].json()["id"] == made["id"]
    assert Contact.objects.count() == 1


def test_an_assistant_runs_a_campaign_with_what_its_key_allows(house):
    campaign = rows.campaign(house.shop)
    campaign.lists.add(rows.contact_list(house.shop, rows.contact(house.shop)))
    key = house.key_for("campaigns.view", "campaigns.run", "reports.view")

    async def talk() -> dict[str, Any]:
        command = StdioServerParameters(
            command=sys.executable,
            args=["-m", "callsys_client.mcp"],
            env={"CALLSYS_URL": house.url, "CALLSYS_KEY": key},
        )
        async with stdio_client(command) as streams, ClientSession(*streams) as session:
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            return {
                "tools": tools,
                "listed": await session.call_tool("list_campaigns", {}),
                "started": await session.call_tool("start_campaign", {"campaign": campaign.pk}),
                "refused": await session.call_tool("find_contacts", {"text": "a"}),
            }

    told = asyncio.run(talk())
    assert told["tools"]["start_campaign"].annotations.destructive_hint is True
    assert told["tools"]["campaign_report"].annotations.read_only_hint is True
    assert campaign.name in str(told["listed"].content)
    campaign.refresh_from_db()
    assert campaign.status == "running"
    assert told["refused"].is_error
