"""The telephone exchange: an account's calls, its queue and its live lines."""

import asyncio
from typing import Any

from simulator.ledger.token import attempt_token
from simulator.twilio.call import Call
from simulator.twilio.errors import TwilioError
from simulator.twilio.line import Line
from simulator.twilio.office import Office
from simulator.twilio.parameters import Instructions
from simulator.twilio.sids import new_sid
from simulator.twilio.twiml.interpreter import perform
from simulator.world import World

_LONGEST_QUEUE = 86400.0  # simulated seconds of calls waiting


class Exchange:
    """Places calls at the account's pace and keeps their lines."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cps = world.settings.cps
        self.office = Office(world)
        self.calls = self.office.calls
        self.recordings = self.office.recordings
        self.lines: dict[str, Line] = {}
        self._next_departure = 0.0

    def place(self, told: Instructions) -> Line:
        """A new call, already on its way to the phone; raises TwilioError for a full queue."""
        wait = self._take_place()
        call = Call(
            sid=new_sid("CA"),
            account_sid=self.world.settings.account_sid,
            to=told["To"],
            caller=told["From"],
            instructions=told,
            queue_time=int(wait * 1000),
        )
        token = attempt_token(told["StatusCallback"], told["Url"])
        self.world.ledger.append(
            "create",
            sid=call.sid,
            to=call.to,
            caller=call.caller,
            token=token,
            queue_time=call.queue_time,
            parameters=told.values,
            events=list(told.events),
        )
        self.calls.keep(call)
        line = Line(self.office, call, token, perform=perform, gone=self._forget_line)
        self.lines[call.sid] = line
        line.start(wait)
        return line

    async def clear(self) -> None:
        """Cuts every line and forgets every call."""
        await asyncio.gather(*(line.cut() for line in list(self.lines.values())))
        self.calls.clear()
        self.lines.clear()
        self._next_departure = 0.0

    def restore(self) -> None:
        """Calls as the ledger tells them; what was alive when the world stopped is over."""
        for entry in self.world.ledger.entries():
            _apply(self, entry)
        for call in self.calls.newest_first()[::-1]:
            if not call.is_over:
                # Nobody answered a phone that was still ringing, and nobody will.
                call.become("completed" if call.status == "in-progress" else "failed")
                self.world.ledger.append(
                    "end", sid=call.sid, to=call.to, status=call.status, reason="simulator stopped"
                )

    def _forget_line(self, sid: str) -> None:
        self.lines.pop(sid, None)

    def _take_place(self) -> float:
        """Simulated seconds until this call may leave."""
        clock = self.world.clock
        now = clock.simulated()
        departure = max(now, self._next_departure)
        if departure - now > _LONGEST_QUEUE:
            raise TwilioError(22005, 429)
        self._next_departure = departure + 1 / self.cps
        return departure - now


def _apply(exchange: Exchange, entry: dict[str, Any]) -> None:
    kind = entry["kind"]
    if kind == "create":
        told = Instructions(entry["parameters"], tuple(entry["events"]))
        call = Call(
            sid=entry["sid"],
            account_sid=exchange.world.settings.account_sid,
            to=entry["to"],
            caller=entry["caller"],
            instructions=told,
            queue_time=entry["queue_time"],
        )
        exchange.calls.keep(call)
        return
    found = exchange.calls.get(entry.get("sid", ""))
    if found is None:
        return
    if kind in ("ring", "answer"):
        found.become("ringing" if kind == "ring" else "in-progress")
    elif kind == "end":
        found.duration = entry.get("duration", 0)
        found.answered_by = entry.get("answered_by")
        found.become(entry["status"])
