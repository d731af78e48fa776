"""Tools whose answers the model waits for: said while slow, done once, never an error aloud."""

import asyncio
import datetime as dt

from conversations.dialogue import Act, Heard, Line, Say, Speaker
from conversations.engine import Limits, Mind, reply
from conversations.phrases import phrases_in
from conversations.tests.scripted import ScriptedModel, tool
from conversations.tools import BY_NAME, Ability
from providers.llm.base import Token, ToolResult

ES = phrases_in("es")
OPENING = Line(Speaker.AGENT, "Hola, soy una inteligencia artificial.")
ASKED = tool("lookup_knowledge", question="¿Abren el lunes?")


def ability(answer, *, after=0.0):
    """One that answers, and the keys under which it was asked."""
    keys = []

    async def run(arguments, key):
        keys.append(key)
        await asyncio.sleep(after)
        if isinstance(answer, Exception):
            raise answer
        return f"{answer} ({arguments['question']})"

    return Ability(BY_NAME["lookup_knowledge"], run), keys


def mind(one, *scripts, **limits):
    return Mind(
        prompt="Objetivo: vender pan",
        opening=OPENING.text,
        language="es",
        model=ScriptedModel(scripts),
        now=dt.datetime(2026, 11, 18, 11, 0, tzinfo=dt.UTC),
        zone="Europe/Madrid",
        abilities=(one,),
        scope="call:7",
        limits=Limits(**{"tool": 5.0, "tool_talk": 5.0} | limits),
    )


async def replies(of):
    return [part async for part in reply(of, [OPENING], Heard("¿Abren el lunes?"))]


def spoken(parts):
    return "".join(part.text for part in parts if isinstance(part, Say))


async def test_the_model_answers_with_what_was_found():
    one, keys = ability("Cerrado los lunes.")
    thinking = mind(one, [ASKED], ["Los lunes cerramos."])
    assert spoken(await replies(thinking)) == "Los lunes cerramos."
    (_, second) = thinking.model.asked
    assert second.messages[-1] == ToolResult(ASKED.id, "Cerrado los lunes. (¿Abren el lunes?)")
    assert len(keys) == 1 and keys[0].startswith("call:7/1/lookup_knowledge/")


async def test_the_host_is_not_asked_to_do_what_we_do():
    one, _ = ability("Nada.")
    parts = await replies(mind(one, [ASKED], ["No lo sé."]))
    assert not [part for part in parts if isinstance(part, Act)]


async def test_what_was_said_before_the_tool_is_not_the_end_of_it():
    one, _ = ability("Cerrado.")
    parts = await replies(mind(one, ["Lo miro.", ASKED], ["Cerramos los lunes."]))
    assert spoken(parts) == "Lo miro. Cerramos los lunes."


async def test_while_a_slow_tool_works_the_agent_says_so():
    one, _ = ability("Cerrado.", after=0.2)
    parts = await replies(mind(one, [ASKED], ["Cerramos."], tool_talk=0.02))
    assert spoken(parts) == f"{ES.moment[0]} {ES.moment[1]} Cerramos."


async def test_a_tool_that_takes_too_long_is_told_to_the_model():
    one, _ = ability("Cerrado.", after=30)
    thinking = mind(one, [ASKED], ["Se lo confirmarán."], tool=0.02, tool_talk=0.01)
    assert spoken(await replies(thinking)).endswith("Se lo confirmarán.")
    assert thinking.model.asked[1].messages[-1].text.startswith("Error.")


async def test_a_tool_that_fails_is_told_to_the_model():
    one, _ = ability(RuntimeError("secret address"))
    thinking = mind(one, [ASKED], ["Se lo confirmarán."])
    assert spoken(await replies(thinking)) == "Se lo confirmarán."
    told = thinking.model.asked[1].messages[-1].text
    assert told.startswith("Error.") and "secret" not in told


async def test_the_same_words_ask_under_the_same_key_and_others_under_another():
    one, keys = ability("Cerrado.")
    for _ in range(2):
        await replies(mind(one, [ASKED], ["Cerramos."]))
    await replies(mind(one, [tool("lookup_knowledge", question="¿Y el martes?")], ["Abrimos."]))
    assert keys[0] == keys[1] != keys[2]


async def test_an_interruption_does_not_undo_what_was_begun():
    done = asyncio.Event()

    async def run(arguments, key):
        await asyncio.sleep(0.02)
        done.set()
        return "Hecho."

    one = Ability(BY_NAME["lookup_knowledge"], run)
    speaking = reply(mind(one, ["Lo miro.", ASKED]), [OPENING], Heard("¿Abren?"))
    assert await anext(speaking) == Say("Lo miro.")
    waiting = asyncio.create_task(anext(speaking))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await speaking.aclose()
    await asyncio.wait_for(done.wait(), 5)


async def test_what_must_not_be_said_is_replaced_and_the_model_stopped():
    one, _ = ability("Nada.")
    thinking = mind(one, ["Sí, ", "soy una ", "persona", " real", tool("opt_out")])
    parts = await replies(thinking)
    assert spoken(parts) == f"Sí, {ES.withheld}"
    assert not [part for part in parts if isinstance(part, Act)]
    assert thinking.model.stopped == 1
    assert not isinstance(parts[0], Token)
