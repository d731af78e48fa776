"""One live conversation: what the line hears goes to the agent's mind, what the mind says is
spoken as it comes.

    Opened ──→ the greeting is being spoken
    Spoken, Keyed ──→ whatever the agent was saying stops; an answer begins
    Interrupted ──→ the agent stops at once, and remembers only what was heard
    nothing, for long ──→ the mind is told of the silence
    a goodbye ──→ is spoken to its end; then the line is closed

At most one answer is given at a time. It runs beside the listening, so nothing that is heard
ever waits for a model.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Mapping
from types import MappingProxyType

from conversations.dialogue import Act, Event, Heard, Pressed, Reply, Say, Silence, Speaker
from conversations.engine import reply
from conversations.hearing import language_spoken
from conversations.phrases import phrases_in
from conversations.rules import hang_up
from conversations.tools import TRANSFER
from providers.telephony.frames import (
    Audible,
    Faulted,
    Finish,
    Inbound,
    Interrupted,
    Keyed,
    Language,
    Opened,
    Speaking,
    Speech,
    Spoken,
)
from voice.alarm import Alarm
from voice.answer import Answer, Think
from voice.floor import Floor
from voice.host import Host, Line
from voice.stopwatch import Stopwatch

logger = logging.getLogger(__name__)

_MOST_KEYS = 20
_AGENT_STOPPED = Speaking("agent", active=False)
_WRITTEN_WITHIN = 2.0
"""Seconds that a goodbye waits for the database."""
_AGAIN = 0.25
"""Seconds after which somebody who was still speaking is listened to again."""


class Session:
    """One line, from its opening until it has gone."""

    def __init__(self, line: Line, host: Host) -> None:
        self._line = line
        self._host = host
        self._phrases = phrases_in(host.mind.language)
        self._language = host.mind.language
        self._floor = Floor(host.manners, asyncio.get_running_loop().time)
        self._answer: Answer | None = None
        self._latest: Answer | None = None  # the same, and after it is given
        self._farewell = ""  # what came of the call, once the agent has ended it
        self._answers = True  # whether what the person says is still answered
        self._quiet = Alarm(self._on_silence)
        self._end = Alarm(self._on_end)
        self._left_open = Alarm(self._on_left_open)
        self._limit = Alarm(self._on_limit)
        self._keyed = Alarm(self._on_keys)
        self._keys = ""

    async def run(self) -> None:
        """Talk until the line has gone. No task outlives this."""
        async with asyncio.TaskGroup() as self._tasks:
            try:
                async for frame in self._line:
                    await self._take(frame)
            finally:
                self._leave()

    async def _take(self, frame: Inbound) -> None:
        match frame:
            case Spoken(final=True, text=text, language=language, waited=waited) if text:
                await self._hear(Heard(text, language), text, waited)
            case Spoken(final=False, text=text):
                self._foresee(text)
            case Keyed(digit=digit) if digit:
                await self._press(digit)
            case Interrupted(heard=heard):
                await self._yield_floor(heard)
            case Speaking():
                self._floor.hear(frame)
                if frame == _AGENT_STOPPED:
                    self._floor.agent_stops()
                    self._listen()
            case Audible(voice=voice):
                if self._latest is not None:
                    self._latest.note_audible(voice)
            case Opened():
                self._open()
            case Faulted():
                logger.warning("line_faulted", extra={"call": self._host.call_id})
            case _:
                self._listen()

    def _open(self) -> None:
        """The greeting is the provider's to speak; on a line that was lost and found, go on."""
        host = self._host
        self._limit.set(host.manners.longest_call - host.elapsed_ms() / 1000)
        last = host.transcript.last
        if last is None:
            greeting = host.transcript.add(Speaker.AGENT, host.mind.opening, at_ms=0)
            host.record(greeting)
            self._floor.agent_says(greeting.text)
            self._listen()
        elif last.speaker is Speaker.PERSON:
            self._think_about(Heard(last.text), known=1)
        else:
            self._respond(None, lambda _: _fixed(Say(self._phrases.trouble)))

    # --- Colleagues --------------------------------------------------------------------------

    def take_hint(self, text: str) -> None:
        """Follow this from the next answer on."""
        self._host.hints.append(text)

    def hand_over(self) -> None:
        """Put the person through to a human, whatever is being said."""
        if self._answers:
            self._answers = False
            self._drop()
            transfer = Act(TRANSFER, {"reason": "taken over"})
            self._respond(None, lambda _: _fixed(Say(self._phrases.transferring), transfer))

    # --- Listening ---------------------------------------------------------------------------

    async def _hear(
        self, event: Event, words: str, waited: Mapping[str, float] = MappingProxyType({})
    ) -> None:
        stopwatch = Stopwatch(before=waited)
        self._floor.person_finished()
        if self._answers:
            await self._stop()
            await self._follow_language(event)
            self._think_about(event, stopwatch=stopwatch)
        said = self._host.transcript.add(Speaker.PERSON, words, at_ms=self._host.elapsed_ms())
        self._host.record(said)

    def _foresee(self, words: str) -> None:
        """They are still speaking: what the documents say of it is looked up meanwhile."""
        if self._host.mind.documents is not None and self._answers:
            self._host.mind.documents.foresee(words)
        self._listen()

    async def _follow_language(self, event: Event) -> None:
        """Somebody who speaks another language is understood and answered in it."""
        lines = self._host.transcript.lines()
        spoken = language_spoken(self._host.mind.language, lines, event)
        if spoken != self._language:
            self._language = spoken
            await self._line.send(Language(spoken))

    async def _press(self, digit: str) -> None:
        """Keys that follow each other are one number; `#` ends it, and so does a pause."""
        if self._answers:
            await self._stop()
        self._keys += digit.strip("#")
        if digit == "#" or len(self._keys) == _MOST_KEYS:
            await self._take_keys()
        else:
            self._keyed.set(self._host.manners.keys)

    async def _take_keys(self) -> None:
        self._keyed.clear()
        keys, self._keys = self._keys, ""
        if keys:
            await self._hear(Pressed(keys), f"[{keys}]")
        else:
            self._listen()

    async def _yield_floor(self, heard: str) -> None:
        """The provider has stopped speaking already: so do we, and keep what was heard."""
        self._floor.agent_stops()
        last = self._host.transcript.last
        if self._answer is not None:
            await self._stop(heard)
        elif last is not None and last.speaker is Speaker.AGENT:
            self._host.transcript.cut(last, heard)
            self._host.record(last)
            await self._line.send(Speech("", last=True))
        self._listen()

    async def _stop(self, heard: str | None = None) -> None:
        self._quiet.clear()
        self._end.clear()
        answer, self._answer = self._answer, None
        if answer is not None:
            await answer.stop(heard)

    def _listen(self) -> None:
        """It is the person's turn; or, after a goodbye, nobody's."""
        if self._answer is not None or self._left_open.is_set:
            return
        manners = self._host.manners
        if self._farewell:
            self._end.set(self._floor.rest + manners.breath)
        else:
            self._quiet.set(self._floor.rest + manners.silence)

    # --- Answering ---------------------------------------------------------------------------

    def _think_about(
        self, event: Event, *, stopwatch: Stopwatch | None = None, known: int = 0
    ) -> None:
        """Answer an event, of which the `known` last lines of the transcript tell already."""
        lines = self._host.transcript.lines()
        history = lines[: len(lines) - known]
        self._respond(event, lambda mind: reply(mind, history, event), stopwatch=stopwatch)

    def _respond(
        self, event: Event | None, think: Think, *, stopwatch: Stopwatch | None = None
    ) -> None:
        self._quiet.clear()
        answer = Answer(self._host, self._line, self._floor, event, stopwatch or Stopwatch())
        self._answer = self._latest = answer
        answer.begin(self._tasks, think, then=self._answered)

    def _answered(self) -> None:
        if self._answer is not None:
            self._farewell = self._answer.farewell or self._farewell
        self._answer = None
        self._listen()

    # --- Time --------------------------------------------------------------------------------

    def _on_keys(self) -> None:
        self._tasks.create_task(self._take_keys())

    def _on_silence(self) -> None:
        if self._floor.person_speaks or self._floor.agent_speaks:
            self._quiet.set(_AGAIN)
        else:
            self._think_about(Silence(self._host.manners.silence))

    def _on_limit(self) -> None:
        """The call has lasted as long as it may: say goodbye, whatever is being said."""
        self._answers = False
        self._farewell = "talked"
        self._drop()
        self._respond(None, lambda _: _fixed(Say(self._phrases.enough), hang_up()))

    def _on_end(self) -> None:
        if self._floor.agent_speaks:
            self._end.set(_AGAIN)
            return
        self._answers = False
        self._limit.clear()
        self._left_open.set(self._host.manners.closing)
        self._tasks.create_task(self._finish())

    async def _finish(self) -> None:
        """Whoever is told next what to do with the call reads what came of it here."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_WRITTEN_WITHIN):
                await self._host.settled()
        await self._line.send(Finish({"outcome": self._farewell}))

    def _on_left_open(self) -> None:
        """The provider was asked to close the line, and did not."""
        self._tasks.create_task(self._line.close())

    def _leave(self) -> None:
        """The line has gone: nothing rings, nothing is thought any more."""
        for alarm in (self._quiet, self._end, self._left_open, self._limit, self._keyed):
            alarm.clear()
        self._drop()
        if self._host.mind.documents is not None:
            self._host.mind.documents.close()

    def _drop(self) -> None:
        if self._answer is not None and self._answer.drop():
            self._answer.keep()
        self._answer = None


async def _fixed(*parts: Reply) -> AsyncGenerator[Reply, None]:
    for part in parts:
        yield part
