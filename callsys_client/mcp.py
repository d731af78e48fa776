"""An MCP server: an assistant sees and runs campaigns, with what its key allows and no more.

    CALLSYS_URL=… CALLSYS_KEY=… python -m callsys_client.mcp

It speaks over standard input and output. What makes phones ring says so in its description, and
is marked as destructive, so that assistants ask the person first.
"""

import os
from itertools import islice
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.types import ToolAnnotations

from callsys_client.client import Callsys, Row

MOST_ROWS = 200

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)
_RINGS = ToolAnnotations(read_only_hint=False, destructive_hint=True, open_world_hint=True)


def serve(callsys: Callsys) -> MCPServer:
    """A server whose tools ask this client."""
    server = MCPServer("callsys", instructions="Campaigns of phone calls by AI agents.")
    _see_campaigns(server, callsys)
    _see_people_and_calls(server, callsys)
    _write(server, callsys)
    _run(server, callsys)
    return server


def _see_campaigns(server: MCPServer, callsys: Callsys) -> None:
    @server.tool(annotations=_READS)
    def list_campaigns(status: str = "") -> list[Row]:
        """The campaigns, newest first; by status (draft, running, paused, …) if given."""
        filters: dict[str, Any] = {"status": status} if status else {}
        return list(islice(callsys.campaigns(**filters), MOST_ROWS))

    @server.tool(annotations=_READS)
    def campaign_report(campaign: int) -> Row:
        """What came of a campaign so far: people, calls, outcomes, who was left out and why."""
        return callsys.report(campaign)

    @server.tool(annotations=_READS)
    def list_agents() -> list[Row]:
        """The AI agents that can talk on the phone."""
        return list(islice(callsys.rows("agents/"), MOST_ROWS))

    @server.tool(annotations=_READS)
    def list_lists() -> list[Row]:
        """The lists of contacts, with their sizes."""
        return list(islice(callsys.rows("lists/"), MOST_ROWS))


def _see_people_and_calls(server: MCPServer, callsys: Callsys) -> None:
    @server.tool(annotations=_READS)
    def find_contacts(text: str) -> list[Row]:
        """Contacts by any part of their name, phone or e-mail."""
        return list(islice(callsys.rows("contacts/", q=text), 50))

    @server.tool(annotations=_READS)
    def list_calls(outcome: str = "") -> list[Row]:
        """The latest calls; by outcome (goal_met, interested, callback, …) if given."""
        filters: dict[str, Any] = {"outcome": outcome} if outcome else {}
        return list(islice(callsys.rows("calls/", **filters), MOST_ROWS))

    @server.tool(annotations=_READS)
    def read_call(call: int) -> Row:
        """One call: what was said, and what happened."""
        row: Row = callsys.request("GET", f"calls/{call}/")
        return row


def _write(server: MCPServer, callsys: Callsys) -> None:
    @server.tool(annotations=_WRITES)
    def create_campaign(name: str, purpose: str, agent: int, lists: list[int]) -> Row:
        """Write a campaign. It calls nobody before it is started."""
        return callsys.create_campaign(name=name, purpose=purpose, agent=agent, lists=lists)

    @server.tool(annotations=_WRITES)
    def suppress_number(phone: str, reason: str = "") -> Row:
        """Have nobody call this number any more."""
        return callsys.suppress(phone, reason=reason)


def _run(server: MCPServer, callsys: Callsys) -> None:
    @server.tool(annotations=_RINGS)
    def start_campaign(campaign: int) -> Row:
        """Start a campaign: REAL PHONES RING, at a cost. Ask the person before."""
        return callsys.start_campaign(campaign)

    @server.tool(annotations=_WRITES)
    def pause_campaign(campaign: int) -> Row:
        """Place no more calls of a campaign for now."""
        return callsys.pause_campaign(campaign)

    @server.tool(annotations=_RINGS)
    def resume_campaign(campaign: int) -> Row:
        """Go on with a paused campaign: REAL PHONES RING. Ask the person before."""
        return callsys.resume_campaign(campaign)

    @server.tool(annotations=_RINGS)
    def cancel_campaign(campaign: int) -> Row:
        """End a campaign for good: there is no way back."""
        return callsys.cancel_campaign(campaign)


def main() -> None:
    """Serve over standard input and output until it is closed."""
    with Callsys(os.environ["CALLSYS_URL"], key=os.environ["CALLSYS_KEY"]) as callsys:
        serve(callsys).run("stdio")


if __name__ == "__main__":
    main()
