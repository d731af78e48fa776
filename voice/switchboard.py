"""The live conversations of one process."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings

from audio.accounts import note_empty
from calls.line import LINE_ENDED, LINE_LOST, note_line
from calls.models import Call
from calls.services import record_turns
from calls.trunks import addresses_of
from conversations.dialogue import Act, Event
from conversations.voices import speech_account
from lib.errors import DomainError
from lib.live import sound_of_line
from lib.tokens import new_token
from providers.llm.registry import close_models
from providers.speech.registry import close_speech
from voice.acts import perform
from voice.briefing import Briefing
from voice.desk import Desk
from voice.host import Host
from voice.metrics import observe
from voice.orders import Orders
from voice.session import Session
from voice.stream.line import StreamLine
from voice.tap import Tap
from voice.transcript import Entry
from voice.trial import Showing, Trial, TrialLine
from voice.wire import RelayLine, Wire

logger = logging.getLogger(__name__)

Brief = Callable[[Call], Briefing]

_GIVES_WAY_WITHIN = 2.0
_BROKEN = 1011


@dataclass(slots=True)
class _Connection:
    wire: Wire
    session: Session | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def give_way(self) -> None:
        """End it, so that another may go on where it stops."""
        await self.wire.close()
        try:
            async with asyncio.timeout(_GIVES_WAY_WITHIN):
                await self.ended.wait()
        except TimeoutError:
            logger.warning("older_line_stayed")


class Switchboard:
    """Connects lines with sessions, at most one a call. Needs a running event loop."""

    def __init__(self, brief: Brief) -> None:
        self.desk = Desk()
        self._brief = brief
        self._connections: dict[str, _Connection] = {}
        self._empty = asyncio.Event()
        self._orders = Orders(settings.REDIS_URL, self._obey)

    @property
    def live(self) -> int:
        """How many conversations are going on."""
        return len(self._connections)

    async def connect(self, call: Call, kind: str, wire: Wire) -> None:
        """Have the conversation over a relay or a stream. Returns when it is over and all of it
        is written down.

        A line that comes back while we still believe in its old socket takes its place.
        """
        older = self._connections.get(call.token)
        connection = self._connections[call.token] = _Connection(wire)
        try:
            if older is not None:
                await older.give_way()
            briefing = await self.desk.ask(self._brief, call)
            async with self._line(kind, wire, call, briefing) as line:
                connection.session = Session(line, self._host(briefing))
                await connection.session.run()
            observe(kind, briefing.transcript.latencies())
            if line.failure:
                await self.desk.ask(_note_loss, call, line.failure)
                await wire.close()
        except Exception:  # one call must not touch the others
            logger.exception("live_line_failed", extra={"call": call.pk})
            await wire.close(_BROKEN)
        finally:
            if wire.tap is not None:
                wire.tap.close()
            await self.desk.settled()
            connection.ended.set()
            if self._connections.get(call.token) is connection:
                del self._connections[call.token]
            if not self._connections:
                self._empty.set()

    async def try_out(self, trial: Trial, wire: Wire) -> None:
        """Let a person at a page talk with an agent. Nothing of it is kept."""
        key = new_token()
        self._connections[key] = _Connection(wire)
        try:
            async with self._trial_line(trial, wire) as line:
                await Session(line, Showing(wire).host(trial)).run()
            await wire.close()
        except Exception:  # one conversation must not touch the others
            logger.exception("trial_failed", extra={"agent": trial.agent_id})
            await wire.close(_BROKEN)
        finally:
            del self._connections[key]
            if not self._connections:
                self._empty.set()

    def _trial_line(self, trial: Trial, wire: Wire) -> TrialLine | StreamLine:
        if trial.sounds is None:
            return TrialLine(wire, trial.mind.opening)

        async def finished() -> None:
            """Nobody asks what comes after it."""

        return StreamLine(wire, trial.sounds, greeting=trial.mind.opening, finished=finished)

    async def emptied(self) -> None:
        """Wait until no conversation is going on, and what was said is written down."""
        while self._connections:
            self._empty.clear()
            await self._empty.wait()

    async def close(self) -> None:
        """Write down what is left to write, and give everything back."""
        await self._orders.close()
        await asyncio.get_running_loop().run_in_executor(None, self.desk.close)
        await close_models()
        await close_speech()

    def _obey(self, order: Mapping[str, Any]) -> None:
        """What a page asks of a call's line, if it is one of ours."""
        token = str(order.get("token", ""))
        connection = self._connections.get(token)
        if connection is None or connection.session is None:
            return
        if hint := order.get("hint"):
            connection.session.take_hint(str(hint))
        if order.get("transfer"):
            connection.session.hand_over()
        if order.get("listen"):
            wire = connection.wire
            wire.tap = wire.tap or Tap(partial(self._orders.tell, sound_of_line(token)))
            wire.tap.renew()

    def _line(
        self, kind: str, wire: Wire, call: Call, briefing: Briefing
    ) -> RelayLine | StreamLine:
        if kind == "relay":
            hold_url = addresses_of(call.trunk).hold
            return RelayLine(wire, country=briefing.country, hold_url=hold_url)

        async def finished() -> None:
            await self.desk.ask(note_line, call_id=call.pk, key=LINE_ENDED)

        if briefing.sounds is None:
            raise DomainError("speech_not_ready", "Nobody listens and speaks on this line.")
        return StreamLine(
            wire,
            briefing.sounds,
            greeting="" if briefing.transcript.last else briefing.mind.opening,
            finished=finished,
        )

    def _host(self, briefing: Briefing) -> Host:
        call_id, desk = briefing.call_id, self.desk
        clock = asyncio.get_running_loop().time
        begun = clock() - briefing.elapsed_ms / 1000

        def record(entry: Entry) -> None:
            desk.gather(record_turns, entry.said_on(call_id))

        def act(wanted: Act, event: Event | None) -> None:
            desk.post(perform, call_id=call_id, act=wanted, event=event)

        return Host(
            call_id=call_id,
            mind=briefing.mind,
            disclosure=briefing.disclosure,
            transcript=briefing.transcript,
            manners=briefing.manners,
            elapsed_ms=lambda: int((clock() - begun) * 1000),
            record=record,
            perform=act,
            meter=briefing.meter,
            settled=desk.settled,
            hints=list(briefing.hints),
        )


def _note_loss(call: Call, failure: str) -> None:
    """The call goes on without its line; where the account is empty, all processes hear of it."""
    note_line(call_id=call.pk, key=LINE_LOST, failure=failure)
    if failure.endswith(":quota_exceeded"):
        note_empty(speech_account(call.organization))
