"""Trying an agent out: somebody types or speaks at a page, the agent answers as on the phone.

The page speaks ConversationRelay's own messages, or Media Streams' where it has a microphone, so
the conversation is held by the same session over the same lines. Nobody is rung, nothing is written
down, and what the agent wants done is only shown.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.doors import access_by, is_ours, session_in
from conversations.dialogue import Act, Event
from conversations.engine import Mind
from conversations.metering import new_meter
from conversations.minds import mind_for
from conversations.selectors import find_agent
from lib.errors import DomainError, NotAllowed
from providers.telephony.frames import Inbound, Opened, Speech
from voice.briefing import sounds_of
from voice.host import Host
from voice.manners import Manners
from voice.stream.line import Sounds
from voice.transcript import Entry, Transcript
from voice.wire import Message, RelayLine, Wire

PERMISSION = "agents.edit"
_TYPING = Manners(silence=90.0, letters_per_second=60.0, breath=0.3, longest_call=900.0)
"""Whoever types is slower than whoever speaks, and reads faster than anybody listens."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An agent as it is in its form now, ready to talk with nobody in particular."""

    agent_id: int
    mind: Mind
    sounds: Sounds | None = None


def prepare_trial(agent_id: int, scope: Message, *, aloud: bool) -> Trial:
    """The agent that a page of ours asks for, for somebody who may change it; `aloud`: with its
    voice, and somebody who listens.

    Raises NotAllowed, NotFound, or DomainError where it could not think, or speak.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get("origin", "")
    if not origin or not is_ours(origin, headers.get("host", "")):
        raise NotAllowed("foreign_origin", _("This is not one of our pages."))
    key = session_in(headers.get("cookie", ""))
    access = access_by(key) if key else None
    if access is None:
        raise NotAllowed("not_signed_in", _("Sign in first."))
    access.require(PERMISSION)
    agent = find_agent(access, agent_id)
    mind = mind_for(agent=agent, contact=None, now=timezone.now(), scope=f"trial:{agent.pk}")
    sounds = sounds_of(agent, purpose=agent.purpose, language=mind.language) if aloud else None
    if aloud and sounds is None:
        raise DomainError("speech_not_ready", _("No voice provider is set up."))
    return Trial(agent_id=agent.pk, mind=mind, sounds=sounds)


class TrialLine(RelayLine):
    """The end of a page on which somebody types. What a provider would speak by itself, the
    greeting, is sent here."""

    def __init__(self, wire: Wire, opening: str) -> None:
        super().__init__(wire)
        self._opening = opening

    async def __aiter__(self) -> AsyncIterator[Inbound]:
        """See `Line.__aiter__`."""
        async for frame in super().__aiter__():
            if isinstance(frame, Opened):
                await self.send(Speech(self._opening, last=True))
            yield frame


class Showing:
    """Tells the page what it can't hear: what the agent wants done and, `aloud`, the words."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._telling: set[asyncio.Task[None]] = set()

    def host(self, trial: Trial) -> Host:
        """What the session is given: a memory that ends with it."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        return Host(
            call_id=0,
            mind=trial.mind,
            disclosure=trial.mind.disclosure,
            transcript=Transcript(),
            manners=_TYPING if trial.sounds is None else Manners(),
            elapsed_ms=lambda: int((clock() - begun) * 1000),
            record=self._show_words if trial.sounds else lambda entry: None,
            perform=self._show_act,
            meter=new_meter(),
        )

    def _show_words(self, entry: Entry) -> None:
        self._tell(event="words", number=entry.number, role=entry.speaker, text=entry.text)

    def _show_act(self, act: Act, event: Event | None) -> None:
        self._tell(type="act", event="act", name=act.name, arguments=dict(act.arguments))

    def _tell(self, **message: Any) -> None:
        text = json.dumps(message, ensure_ascii=False, default=str)
        task = asyncio.create_task(self._wire.send(text))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
