"""Callsys from Python, from the command line, and for assistants (MCP).

    from callsys_client import Callsys

    with Callsys("https://calls.example.com", key="ck_…") as callsys:
        done = callsys.import_file("people.csv", list_name="March")
        callsys.start_campaign(7)

It needs `httpx` alone (and `mcp` for the server), and imports nothing of Callsys itself.
"""

from callsys_client.client import Callsys
from callsys_client.errors import Problem

__all__ = ["Callsys", "Problem"]
