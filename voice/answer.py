"""One answer of the agent, on its way to the line."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace

from conversations.dialogue import Act, Event, Reply, Say, Speaker
from conversations.engine import Mind
from conversations.guidance import guided
from conversations.phrases import phrases_in
from conversations.tools import END_CALL, OPT_OUT, PRESS_KEYS, TRANSFER
from conversations.usage import MeteredModel
from providers.telephony.frames import Keys, Speech, pressable
from voice.alarm import Alarm
from voice.floor import Floor
from voice.host import Host, Line
from voice.stopwatch import Stopwatch, TimedModel
from voice.transcript import Entry

STALLS_AFTER = 1.8
"""Seconds without a word of the model after which something is said in its place."""

Think = Callable[[Mind], AsyncGenerator[Reply, None]]


class Answer:
    """Spoken as it comes, until it is said or stopped.

    `farewell` is how the call ended, where the agent ended it with this answer.
    """

    def __init__(
        self, host: Host, line: Line, floor: Floor, event: Event | None, stopwatch: Stopwatch
    ) -> None:
        self.farewell = ""
        self._host = host
        self._line = line
        self._floor = floor
        self._event = event
        self._stopwatch = stopwatch
        self._entry: Entry | None = None
        self._obeys = False
        self._is_over = False
        self._is_dropped = False
        self._task: asyncio.Task[None] | None = None
        self._filling: asyncio.Task[None] | None = None
        self._stalled = Alarm(self._fill)

    def begin(self, tasks: asyncio.TaskGroup, think: Think, then: Callable[[], None]) -> None:
        """Say and do what `think` brings; `then` is called unless it is stopped."""
        self._tasks = tasks
        self._stalled.set(STALLS_AFTER)
        self._task = tasks.create_task(self._give(think, then))

    def _fill(self) -> None:
        """The model is slow: the person hears that somebody is there."""
        moment = phrases_in(self._host.mind.language).moment[0]
        self._filling = self._tasks.create_task(self._say(f"{moment} "))

    async def _give(self, think: Think, then: Callable[[], None]) -> None:
        mind, meter = self._host.mind, self._host.meter
        model = TimedModel(MeteredModel(mind.model, meter), self._stopwatch)
        is_exhausted = meter.spent >= mind.limits.cost
        prompt = guided(mind.prompt, self._host.hints, language=mind.language)
        parts = think(replace(mind, model=model, is_exhausted=is_exhausted, prompt=prompt))
        try:
            async with aclosing(parts):
                async for part in parts:
                    self._stalled.clear()
                    if self._filling is not None:
                        await self._filling
                    if isinstance(part, Say):
                        await self._say(part.text)
                    elif part.name == PRESS_KEYS:
                        await self._line.send(Keys(pressable(part.arguments["keys"])))
                    else:
                        self._act(part)
        finally:
            self._count()
        await self._line.send(Speech("", last=True))
        self._is_over = True
        if self._entry is not None:
            self._host.record(self._entry)
        then()

    def _count(self) -> None:
        """What the model took goes with what was said, however much of it was heard."""
        if self._entry is not None and (spent := self._host.meter.take()):
            self._entry.usage = spent
            if self._is_dropped:
                self._host.record(self._entry)

    def drop(self) -> bool:
        """Stop at once, without a word to the line; whether anything had been said."""
        self._is_dropped = True
        self._stalled.clear()
        for task in (self._filling, self._task):
            if task is not None:
                task.cancel()
        return self._entry is not None

    async def stop(self, heard: str | None = None) -> None:
        """Stop at once. Of what was sent, `heard` was heard; all of it, where nobody tells."""
        if self.drop():
            await self._line.send(Speech("", last=True))
        self.keep(heard)

    def keep(self, heard: str | None = None) -> None:
        """Write down what came of an answer that was stopped."""
        entry = self._entry
        if entry is not None:
            self._host.transcript.cut(entry, entry.text if heard is None else heard)
            self._host.record(entry)

    def note_audible(self, voice: float) -> None:
        """Its first sound has left; the voice took so many seconds for it."""
        if self._entry is not None:
            self._entry.latency_ms = self._stopwatch.read(voice=voice)
            if self._is_over:
                self._host.record(self._entry)

    async def _say(self, text: str) -> None:
        if self._entry is not None:
            await self._speak(text)
            return
        transcript = self._host.transcript
        owed = not (self._obeys or transcript.tells(self._host.disclosure))
        self._entry = transcript.add(Speaker.AGENT, "", at_ms=self._host.elapsed_ms())
        if owed:
            await self._speak(f"{self._host.disclosure} ", interruptible=False)
        await self._speak(text)
        self._entry.latency_ms = self._stopwatch.read()

    async def _speak(self, text: str, *, interruptible: bool = True) -> None:
        if self._entry is not None:
            self._entry.text += text
        self._floor.agent_says(text)
        await self._line.send(Speech(text, interruptible=interruptible))

    def _act(self, act: Act) -> None:
        self._host.perform(act, self._event)
        if act.name == OPT_OUT:
            self._obeys = True
        elif act.name == END_CALL:
            self.farewell = str(act.arguments["outcome"])
        elif act.name == TRANSFER:
            self.farewell = TRANSFER
