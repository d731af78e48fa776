"""The agent's mind: what happened goes in, what to say and do comes out. Pure async.

Knows no database and no vendor. It keeps nothing between two replies: all it remembers is the
history it is given, so a live socket and a webhook a turn are served alike.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from conversations.censor import FIXED
from conversations.compaction import compact
from conversations.consulting import Documents
from conversations.dialogue import Act, Event, Heard, Line, Pressed, Reply, Say, Speaker
from conversations.hearing import language_spoken
from conversations.phrases import Phrases, phrases_in
from conversations.rules import Manner, reply_by_rule
from conversations.tools import TOOLS, Ability, Fault
from conversations.turn import Turn
from conversations.work import Work
from providers.errors import ProviderError
from providers.llm.base import LanguageModel, Message, Token, Tool, ToolCall, ToolResult

logger = logging.getLogger(__name__)

ROUNDS = 4
"""How often a model is asked for one reply: tools may need an answer before it speaks."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where patience ends. Times are seconds.

    `turns`: how often the agent speaks in a call. `characters`: of one answer. `first_token` and
    `next_token`: how long a model may be silent before and within an answer. `tool`: how long a
    tool may take, and `tool_talk` until the agent says that it is at work. `minutes` and `cost`
    (US dollars of the model) are the call's: the host keeps them.
    """

    turns: int = 40
    characters: int = 1200
    first_token: float = 4.0
    next_token: float = 4.0
    tool: float = 12.0
    tool_talk: float = 0.7
    minutes: float = 14.0
    cost: float = 1.0


@dataclass(frozen=True, slots=True)
class Mind:
    """An agent ready to talk with one person.

    `opening` is spoken by the line as soon as the person answers, before any reply is asked for;
    `disclosure` is the part of it that must be heard before a model speaks.
    `language` ("es", "en") is that of the call. `now` is when the call began and `zone` (IANA)
    where the person is: promises of another call are read by that clock. `abilities` are the tools
    whose answers the model waits for; `scope` names the call in the keys under which they are done.
    `documents` are looked up with each of the person's words before the model is asked.
    `hand_over` are the alerts (`mood`) at which a person takes over. `is_exhausted`: the call's
    minutes or money are spent, so the next answer is a goodbye.
    """

    prompt: str
    opening: str
    language: str
    model: LanguageModel
    now: dt.datetime
    zone: str
    tools: tuple[Tool, ...] = TOOLS
    abilities: tuple[Ability, ...] = ()
    documents: Documents | None = None
    never: frozenset[str] = FIXED
    disclosure: str = ""
    introduction: str = ""
    voicemail: str = ""
    transfer_to: str = ""
    transfer_announced: bool = True
    hand_over: frozenset[str] = frozenset()
    scope: str = ""
    limits: Limits = field(default_factory=Limits)
    is_exhausted: bool = False

    def manner(self, phrases: Phrases) -> Manner:
        """What the rules need to know."""
        turns = 0 if self.is_exhausted else self.limits.turns
        return Manner(phrases, turns, self.introduction, self.voicemail, self.hand_over)


async def reply(mind: Mind, history: Sequence[Line], event: Event) -> AsyncGenerator[Reply, None]:
    """What the agent says and does about `event`, as it comes. Never empty.

    `history` is what was said and heard before the event, the opening included (of an interrupted
    line, the part that was heard); the event itself is not in it. The `Say` pieces joined are one
    line. `end_call` or `transfer` comes last: do it once what was said is spoken. Close the
    generator (`aclose`) when the person interrupts: the model is stopped. A provider's failure
    becomes words, never an error.
    """
    phrases = phrases_in(language_spoken(mind.language, history, event))
    settled = reply_by_rule(mind.manner(phrases), history, event)
    if settled is not None:
        for part in settled:
            yield part
        return
    offered = (*mind.tools, *(ability.tool for ability in mind.abilities))
    turn = Turn(phrases, history, offered, now=mind.now, zone=mind.zone, never=mind.never)
    try:
        async with aclosing(_think(mind, turn, event)) as thinking:
            async for part in thinking:
                yield part
    except (ProviderError, TimeoutError) as error:
        again = isinstance(error, TimeoutError) or error.retryable
        logger.warning("model_failed", extra={"kind": type(error).__name__, "retryable": again})
        last = turn.recovery(again=again)
    else:
        last = turn.ending()
    for part in last:
        yield part


async def _think(mind: Mind, turn: Turn, event: Event) -> AsyncGenerator[Say | Act, None]:
    """Ask the model; and again when it used a tool whose answer it needs, used one without a word,
    or wrongly (told once)."""
    pieces = ""
    if mind.documents is not None and isinstance(event, Heard):
        pieces = await mind.documents.about(event.text)
    messages = _messages(compact(turn.history), event, pieces)
    told = False
    for _ in range(ROUNDS):
        text = ""
        used: list[tuple[ToolCall, Act | Fault | None]] = []
        work = Work(mind.abilities, f"{mind.scope}/{len(turn.history)}", mind.limits.tool)
        async with aclosing(_answer(mind, messages, turn.tools)) as answer:
            async for chunk in answer:
                if isinstance(chunk, ToolCall):
                    outcome = turn.use(chunk)
                    used.append((chunk, outcome))
                    if isinstance(outcome, Act) and not work.begin(chunk, outcome):
                        yield outcome
                    continue
                if said := turn.hear(chunk.text, apart=not text):
                    yield said
                text += chunk.text
                if turn.is_withheld:
                    logger.warning("answer_withheld", extra={"scope": mind.scope})
                    return
        if rest := turn.finish():
            yield rest
        for phrase in turn.phrases.moment:
            if not await work.is_done_within(mind.limits.tool_talk):
                yield turn.say(phrase, apart=True)
        results = await work.results()
        faulty = not told and any(isinstance(outcome, Fault) for _, outcome in used)
        if not faulty and not results and (turn.said or turn.is_over or not used):
            return
        told = told or faulty
        messages.append(Message("assistant", text, tuple(call for call, _ in used)))
        messages += [
            ToolResult(call.id, results.get(call.id) or _told(outcome)) for call, outcome in used
        ]


async def _answer(
    mind: Mind, messages: Sequence[Message | ToolResult], tools: Sequence[Tool]
) -> AsyncGenerator[Token | ToolCall, None]:
    """One answer of the model within the limits; raises ProviderError or TimeoutError."""
    limits, patience, characters = mind.limits, mind.limits.first_token, 0
    stream = mind.model.stream(system=mind.prompt, messages=messages, tools=tools)
    async with aclosing(stream):
        while characters < limits.characters:
            async with asyncio.timeout(patience):
                chunk = await anext(stream, None)
            if chunk is None:
                return
            if isinstance(chunk, Token):
                characters += len(chunk.text)
            if isinstance(chunk, Token | ToolCall):
                yield chunk
            patience = limits.next_token


def _messages(
    history: Sequence[Line], event: Event, pieces: str = ""
) -> list[Message | ToolResult]:
    """The conversation as a model reads it; before the person's last words, the pieces of
    documents that may answer them, between marks that nobody else can write."""
    messages: list[Message | ToolResult] = [
        Message("assistant", line.text)
        if line.speaker is Speaker.AGENT
        else Message("user", _unmarked(line.text))
        for line in history
        if line.text
    ]
    if pieces:
        messages.append(Message("user", f"<documents>\n{_unmarked(pieces)}\n</documents>"))
    match event:
        case Heard(text=text):
            messages.append(Message("user", _unmarked(text)))
        case Pressed(digit=digit):
            messages.append(Message("user", f"[{digit}]"))
    return messages


def _unmarked(text: str) -> str:
    """Without the marks that fence data in."""
    return text.replace("<", " ").replace(">", " ")


def _told(outcome: Act | Fault | None) -> str:
    return f"Error. {outcome.text}" if isinstance(outcome, Fault) else "Done."
