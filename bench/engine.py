"""The agent's mind: from a person's words to the first clause for the voice, less the model's time.

    ./dev bench engine [--rounds 10]

Whole prompts, tools and a history of twenty lines, the latest two of them new on every turn, over
sockets to a model of fixed pace in a process and on a core of its own: the one core is ours alone.
Beside us, in the same run: the vendor's SDK alone, its tokens cut into the same clauses, without
rules, tools, censor or anything else that a mind does.
"""

import argparse
import asyncio
import datetime as dt
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from functools import partial
from typing import Any

import openai
import uvloop

from bench._model import CLAUSE, model_server
from bench.report import Row, finish, percentile
from conversations.dialogue import Heard, Line, Say, Speaker
from conversations.engine import Mind, reply
from conversations.prompts.build import build_prompt
from conversations.snapshot import AgentSnapshot, ContactFacts
from conversations.speech import Clauses
from conversations.tools import OPTIONAL, tools_named
from lib.garbage import collect_rarely
from providers.llm.registry import close_models, model_for

NOW = dt.datetime(2026, 11, 21, 11, tzinfo=dt.UTC)
THINKING = 0.6
"""Seconds between two questions of one conversation, on average."""

_AGENT = AgentSnapshot(
    name="Lucía",
    business="Restaurante Luna",
    purpose="sales",
    language="es",
    goal="Que reserve una mesa.",
    facts="Menú: veinticinco euros.\n" * 40,
    tools=OPTIONAL,
)
LINES = 20
AT_ONCE = 100
"""Conversations on one core for which the goal in milliseconds is set. One alone wakes an idle
machine each time, which is the machine's: it is held against the SDK's in the same run."""

Ask = Callable[[int], Awaitable[float]]
"""Asks a question by its number; the moment at which its first clause was whole."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="questions of each conversation")
    rounds = parser.parse_args().rounds
    cores = sorted(os.sched_getaffinity(0))
    apart = cores[-1] if len(cores) > 1 else None
    with model_server(apart) as (url, log):
        os.sched_setaffinity(0, {cores[0]})
        collect_rarely()  # as `voice` does before its first call
        measured = uvloop.run(_measure(url, log, rounds))  # the loop that `voice` runs on
    finish("engine", [row for each in measured for row in each])


async def _measure(url: str, log: Any, rounds: int) -> list[list[Row]]:
    model = model_for(provider="openai", model="bench", api_key="k", base_url=url)
    prompt = build_prompt(_AGENT, ContactFacts(zone="Europe/Madrid", name="Ana"), NOW)
    tools = tools_named(list(OPTIONAL))
    mind = Mind(prompt, "Hola.", "es", model, NOW, "Europe/Madrid", tools=tools)
    async with openai.AsyncOpenAI(base_url=url, api_key="k", max_retries=0) as client:
        ours, sdk = partial(_by_mind, mind), partial(_by_sdk, client, prompt)
        for warm in (ours, sdk):
            await _ask_all(warm, log, conversations=4, rounds=2)
        rows = []
        for conversations in (1, AT_ONCE):
            count = rounds * 5 if conversations == 1 else rounds
            took = await _ask_all(ours, log, conversations=conversations, rounds=count)
            beside = await _ask_all(sdk, log, conversations=conversations, rounds=count)
            rows.append(_rows(conversations, took, beside))
    await close_models()
    return rows


def _rows(conversations: int, ours: list[float], sdk: list[float]) -> list[Row]:
    rows = []
    for name, share, goal in (("p50", 0.5, 1.0), ("p95", 0.95, 3.0)):
        is_busy = conversations == AT_ONCE
        mine, theirs = percentile(ours, share), percentile(sdk, share)
        rows.append(
            Row(
                what=f"first clause, {conversations} at once, {name}",
                unit="ms",
                ours=round(mine, 3),
                baseline=round(theirs, 3),
                baseline_name="the SDK alone",
                goal=f"≤ {goal:g} ms" if is_busy else "≤ 0.5 × the SDK",
                holds=mine <= (goal if is_busy else 0.5 * theirs),
            )
        )
    return rows


async def _ask_all(ask: Ask, log: Any, *, conversations: int, rounds: int) -> list[float]:
    """Milliseconds that we added to each question's way there and back."""
    times: dict[int, tuple[float, float]] = {}
    chance = random.Random(1)

    async def converse(number: int) -> None:
        await asyncio.sleep(chance.random() * THINKING)
        for turn in range(rounds):
            question = number * 10_000 + turn
            begun = time.monotonic()
            times[question] = (begun, await ask(question))
            await asyncio.sleep(chance.random() * 2 * THINKING if conversations > 1 else 0.01)

    await asyncio.gather(*(converse(number) for number in range(conversations)))
    added = []
    for _ in times:
        question, asked_at, sent_at = await asyncio.to_thread(log.get)
        begun, heard = times[question]
        added.append(((asked_at - begun) + (heard - sent_at)) * 1000)
    return added


def _history(question: int) -> list[Line]:
    """A conversation under way: what is new since the turn before stands nowhere yet."""
    conversation, turn = divmod(question, 10_000)
    return [
        Line(
            Speaker.AGENT if number % 2 == 0 else Speaker.PERSON,
            f"Esto es lo que dije en {number} de la llamada {conversation}.",
        )
        for number in range(2 * turn, 2 * turn + LINES)
    ]


async def _by_mind(mind: Mind, question: int) -> float:
    parts = reply(mind, _history(question), Heard(f"¿Tienen mesa para el martes? #{question}#"))

    async def pieces() -> AsyncIterator[str]:
        async with aclosing(parts):
            async for part in parts:
                if isinstance(part, Say):
                    yield part.text

    return await _first_clause(pieces())


async def _by_sdk(client: openai.AsyncOpenAI, prompt: str, question: int) -> float:
    messages: list[Any] = [{"role": "system", "content": prompt}]
    messages += [
        {"role": "assistant" if n % 2 == 0 else "user", "content": line.text}
        for n, line in enumerate(_history(question))
    ]
    messages.append({"role": "user", "content": f"¿Tienen mesa para el martes? #{question}#"})
    stream = await client.chat.completions.create(model="bench", messages=messages, stream=True)

    async def pieces() -> AsyncIterator[str]:
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                yield chunk.choices[0].delta.content

    return await _first_clause(pieces())


async def _first_clause(pieces: AsyncIterator[str]) -> float:
    """When the first clause was whole; the rest is heard to its end, as on a line."""
    clauses, moment = Clauses(), 0.0
    async for piece in pieces:
        for clause in clauses.feed(piece):
            if not moment:
                assert clause == CLAUSE, clause
                moment = time.monotonic()
    return moment


if __name__ == "__main__":
    main()
