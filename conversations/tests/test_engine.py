"""The agent's mind: what happened goes in, what to say and do comes out."""

import datetime as dt
from dataclasses import replace

import pytest

from conversations.dialogue import Act, Heard, Line, Pressed, Say, Silence, Speaker
from conversations.engine import Limits, Mind, reply
from conversations.mood import ALERTS
from conversations.phrases import phrases_in
from conversations.tests.scripted import NEVER, ScriptedModel, tool
from providers.errors import Ambiguous, RateLimited, Refused
from providers.llm.base import Message, ToolResult, Usage

ES = phrases_in("es")
OPENING = Line(Speaker.AGENT, "Hola. Soy Lucía, una inteligencia artificial. ¿Tiene un momento?")
END = Act("end_call", {"outcome": "talked"})


def mind(*scripts, language="es", limits=None):
    return Mind(
        prompt="Objetivo: vender pan",
        opening=OPENING.text,
        language=language,
        model=ScriptedModel(scripts or [["Muy bien."]]),
        now=dt.datetime(2026, 11, 18, 11, 0, tzinfo=dt.UTC),
        zone="Europe/Madrid",
        limits=limits or Limits(first_token=5, next_token=5),
    )


async def replies(of, event, *history):
    return [part async for part in reply(of, [OPENING, *history], event)]


def spoken(parts):
    return "".join(part.text for part in parts if isinstance(part, Say))


def acts(parts):
    return [part for part in parts if isinstance(part, Act)]


def agent(text):
    return Line(Speaker.AGENT, text)


def person(text):
    return Line(Speaker.PERSON, text)


async def test_it_speaks_each_token_as_it_comes():
    parts = await replies(mind(["Cla", "ro, ", "dígame.", Usage(10, 3)]), Heard("Hola"))
    assert parts == [Say("Cla"), Say("ro, "), Say("dígame.")]


async def test_the_model_reads_the_prompt_and_what_was_heard():
    one = mind(["Vale."])
    await replies(one, Heard("¿Quién es?"), person("¿Diga?"), agent("Hola, soy"))
    (asked,) = one.model.asked
    assert asked.system == "Objetivo: vender pan"
    assert asked.messages == [
        Message("assistant", OPENING.text),
        Message("user", "¿Diga?"),
        Message("assistant", "Hola, soy"),  # was interrupted: only what was heard is left
        Message("user", "¿Quién es?"),
    ]


async def test_an_interruption_stops_the_model():
    one = mind(["Le ", "cuento ", NEVER])
    speaking = reply(one, [OPENING], Heard("Dígame"))
    assert await anext(speaking) == Say("Le ")
    await speaking.aclose()
    assert one.model.stopped == 1


async def test_a_key_that_means_nothing_to_us_reaches_the_model():
    one = mind(["Gracias."])
    await replies(one, Pressed("4"))
    assert one.model.asked[0].messages[-1] == Message("user", "[4]")


# --- ending a call


async def test_the_call_ends_after_the_goodbye():
    end = tool("end_call", outcome="goal_met", summary="Quiere dos.")
    parts = await replies(mind(["Hasta luego.", end]), Heard("Vale"))
    assert parts == [
        Say("Hasta luego."),
        Act("end_call", {"outcome": "goal_met", "summary": "Quiere dos."}),
    ]


async def test_nobody_is_hung_up_on_without_a_goodbye():
    parts = await replies(mind([tool("end_call", outcome="not_interested")]), Heard("No"))
    assert parts == [Say(ES.goodbye), Act("end_call", {"outcome": "not_interested"})]


async def test_other_acts_come_before_the_end_of_the_call():
    note = tool("note_fact", key="pan", value="integral")
    end = tool("end_call", outcome="interested")
    parts = await replies(mind(["Adiós.", end, note]), Heard("Sí"))
    assert [act.name for act in acts(parts)] == ["note_fact", "end_call"]


async def test_a_conversation_has_a_last_turn():
    one = mind(limits=Limits(turns=3))
    parts = await replies(one, Heard("Otra cosa"), agent("Uno"), person("y"), agent("Dos"))
    assert parts == [Say(ES.enough), END]
    assert one.model.asked == []


async def test_an_agent_that_says_the_same_thing_three_times_leaves():
    again = ("¿Le parece bien?", "¿le parece bien"), "¿Le parece bien?"
    history = [agent(again[0][0]), person("¿Qué?"), agent(again[0][1]), person("¿Cómo?")]
    parts = await replies(mind([again[1]]), Heard("No entiendo"), *history)
    assert spoken(parts) == f"¿Le parece bien? {ES.enough}"
    assert parts[-1] == END


async def test_twice_is_no_loop():
    history = [agent("¿Le parece bien?"), person("¿Qué?")]
    parts = await replies(mind(["¿Le parece bien?"]), Heard("¿Cómo?"), *history)
    assert parts == [Say("¿Le parece bien?")]


async def test_an_endless_answer_is_cut():
    one = mind([*["palabra "] * 1000], limits=Limits(characters=40))
    parts = await replies(one, Heard("Cuente"))
    assert spoken(parts) == "palabra " * 5
    assert one.model.stopped == 1


# --- tools


async def test_a_tool_used_without_a_word_gives_the_model_the_floor_again():
    one = mind([tool("note_fact", key="hora", value="tarde")], ["Anotado."])
    parts = await replies(one, Heard("Por la tarde"))
    assert parts == [Act("note_fact", {"key": "hora", "value": "tarde"}), Say("Anotado.")]
    asked, answered = one.model.asked[1].messages[-2:]
    assert asked.tool_calls[0].name == "note_fact"
    assert answered == ToolResult("call_note_fact", "Done.")


async def test_a_tool_used_while_speaking_needs_no_second_answer():
    one = mind(["Anotado.", tool("note_fact", key="hora", value="tarde")])
    await replies(one, Heard("Por la tarde"))
    assert len(one.model.asked) == 1


async def test_a_promise_is_kept_in_the_persons_time():
    call = tool("promise_callback", when="mañana a las cinco")
    parts = await replies(mind(["Le llamo mañana.", call]), Heard("Llámeme mañana a las cinco"))
    assert acts(parts) == [Act("promise_callback", {"when": "2026-11-19T17:00:00+01:00"})]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (tool("promise_callback", when="ayer"), "2026-01-31T17:30"),
        (tool("promise_callback"), "missing"),
        (tool("promise_callback", when=5), "string"),
        (tool("promise_callback", when="mañana", who="+34600000000"), "no argument 'who'"),
        (tool("end_call", outcome="sold"), "one of goal_met"),
        (tool("note_fact", key="k" * 41, value="v"), "longer than 40"),
        (tool("transfer_money"), "no tool 'transfer_money'"),
    ],
)
async def test_wrong_arguments_are_told_back_and_never_become_an_act(wrong, fault):
    one = mind(["Un momento.", wrong], ["Listo."])
    parts = await replies(one, Heard("Vale"))
    assert spoken(parts) == "Un momento. Listo."
    assert [act for act in acts(parts) if act.name != "end_call"] == []
    assert fault in one.model.asked[1].messages[-1].text
    assert one.model.asked[1].messages[-1].text.startswith("Error")


async def test_wrong_arguments_are_told_back_once():
    one = mind(["Un momento.", tool("promise_callback", when="nunca")])
    parts = await replies(one, Heard("Vale"))
    assert acts(parts) == []
    assert len(one.model.asked) == 2


async def test_a_model_that_cannot_say_how_it_ended_ends_all_the_same():
    parts = await replies(mind(["Adiós.", tool("end_call", outcome="sold")], []), Heard("Adiós"))
    assert parts == [Say("Adiós."), END]


async def test_the_same_act_is_done_once_in_a_turn():
    note = tool("note_fact", key="hora", value="tarde")
    parts = await replies(mind([note, note], ["Bien."]), Heard("Tarde"))
    assert len(acts(parts)) == 1


# --- opting out


@pytest.mark.parametrize("language", ["es", "en"])
async def test_an_opt_out_needs_no_model(language):
    one = mind([Refused("down")], language=language)
    words = {"es": "No me llamen más", "en": "Stop calling me"}[language]
    parts = await replies(one, Heard(words))
    assert parts == [
        Act("opt_out", {"reason": words}),
        Say(phrases_in(language).opted_out),
        Act("end_call", {"outcome": "not_interested"}),
    ]
    assert one.model.asked == []


async def test_key_nine_opts_out():
    parts = await replies(mind(), Pressed("9"))
    assert parts[0] == Act("opt_out", {"reason": "key 9"})
    assert parts[-1].name == "end_call"


async def test_an_opt_out_that_only_the_model_understood_ends_the_call_too():
    call = tool("opt_out", reason="bórrenme del mapa")
    parts = await replies(mind([call]), Heard("Bórrenme del mapa"))
    assert parts == [
        Act("opt_out", {"reason": "bórrenme del mapa"}),
        Say(ES.opted_out),
        Act("end_call", {"outcome": "not_interested"}),
    ]


async def test_a_model_that_opts_out_in_its_own_words_is_not_spoken_over():
    parts = await replies(mind(["No le llamaremos. Adiós.", tool("opt_out")]), Heard("Basta"))
    assert spoken(parts) == "No le llamaremos. Adiós."
    assert [act.name for act in acts(parts)] == ["opt_out", "end_call"]


async def test_an_opt_out_survives_the_models_failure():
    broken = mind(["Claro.", tool("opt_out"), Ambiguous("cut", retryable=True)])
    parts = await replies(broken, Heard("Basta ya"))
    assert [act.name for act in acts(parts)] == ["opt_out", "end_call"]
    assert spoken(parts) == "Claro."


# --- silence


async def test_silence_is_asked_about_twice_and_then_ends_the_call():
    history: list[Line] = []
    for question in ES.are_you_there:
        assert await replies(mind(), Silence(6.0), *history) == [Say(question)]
        history.append(agent(question))
    assert await replies(mind(), Silence(6.0), *history) == [Say(ES.lost_line), END]


async def test_a_word_of_the_person_starts_the_count_of_silences_anew():
    history = [*map(agent, ES.are_you_there), person("Sí, sí, aquí estoy"), agent("Bien.")]
    assert await replies(mind(), Silence(6.0), *history) == [Say(ES.are_you_there[0])]


async def test_words_that_were_not_understood_are_asked_for_again():
    assert await replies(mind(), Heard("  ")) == [Say(ES.not_heard)]


# --- a model that fails


async def test_a_failure_in_the_middle_of_a_sentence_is_spoken_over():
    one = mind(["El pan ", "cuesta", Ambiguous("cut", retryable=True)])
    parts = await replies(one, Heard("¿Cuánto?"))
    assert spoken(parts) == f"El pan cuesta {ES.trouble}"
    assert acts(parts) == []


async def test_a_second_failure_running_ends_the_call():
    one = mind([RateLimited("busy")])
    parts = await replies(one, Heard("¿Cuánto?"), person("¿Cuánto?"), agent(f"El pan {ES.trouble}"))
    assert parts == [Say(ES.sorry_goodbye), Act("end_call", {"outcome": "failed"})]


async def test_a_failure_that_asking_again_cannot_mend_ends_the_call_at_once():
    parts = await replies(mind([Refused("bad key")]), Heard("Hola"))
    assert parts == [Say(ES.sorry_goodbye), Act("end_call", {"outcome": "failed"})]


@pytest.mark.parametrize("script", [[NEVER], ["El pan ", NEVER]])
async def test_a_model_that_falls_silent_is_not_waited_for(script):
    one = mind(script, limits=Limits(first_token=0.01, next_token=0.01))
    parts = await replies(one, Heard("¿Cuánto?"))
    assert spoken(parts).endswith(ES.trouble)
    assert one.model.stopped == 1


async def test_a_late_first_token_within_patience_is_no_failure():
    parts = await replies(mind([0.01, "Aquí estoy."]), Heard("¿Sigue ahí?"))
    assert parts == [Say("Aquí estoy.")]


async def test_an_empty_answer_is_a_failure():
    assert await replies(mind([]), Heard("Hola")) == [Say(ES.trouble)]


async def test_every_reply_has_words():
    for script in ([], [NEVER], [tool("end_call")], [tool("opt_out")], [tool("x")], ["", " "]):
        one = mind(script, limits=Limits(first_token=0.01, next_token=0.01))
        assert spoken(await replies(one, Heard("Hola"))).strip()


async def test_who_is_angry_or_asks_for_a_person_is_put_through_once():
    one = replace(mind(["Entiendo."]), hand_over=ALERTS["upset"])
    said, act = await replies(one, Heard("Estoy harto de ustedes, quiero quejarme"))
    assert said == Say(ES.transferring)
    assert isinstance(act, Act)
    assert (act.name, act.arguments["reason"].partition(":")[0]) == ("transfer", "angry")
    again = await replies(one, Heard("Quiero hablar con una persona"), agent(ES.transferring))
    assert spoken(again) == "Entiendo."


@pytest.mark.parametrize("setting", ["", "asked"])
async def test_an_agent_that_may_not_goes_on(setting):
    one = replace(mind(["Entiendo."]), hand_over=ALERTS.get(setting, frozenset()))
    assert spoken(await replies(one, Heard("Estoy harto de ustedes"))) == "Entiendo."
