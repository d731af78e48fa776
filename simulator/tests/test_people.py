"""Each person, in a whole conversation with the scripted mind over the relay."""

import json
from typing import Any

import pytest

from simulator.mind import think
from simulator.people import BEHAVIOURS, Crowd
from simulator.people.person import Heard
from simulator.tests.receiver import Receiver
from simulator.tests.world import Rehearsal

SPANISH, ENGLISH = "+34910000143", "+12025550143"
OUTCOMES = ["goal_met", "not_interested", "do_not_call", "callback", "wrong_number", "voicemail"]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "parameters": {"type": "object", "properties": properties, "required": required},
        },
    }
    for name, properties, required in (
        ("end_call", {"disposition": {"type": "string", "enum": [*OUTCOMES, "other"]}},
         ["disposition"]),
        ("opt_out", {"reason": {"type": "string"}}, []),
        ("promise_callback", {"when_text": {"type": "string"}}, ["when_text"]),
    )
]  # fmt: skip
BRIEFS = {
    SPANISH: (
        "Tu nombre: Ana\nNegocio: Clínica Sol\nIdioma: es\nContacto: Lucía\n"
        "Objetivo: recordarle su cita de revisión y confirmar que vendrá\n"
        "Datos:\nLa revisión cuesta 40 euros.\nEl horario es de nueve a seis."
    ),
    ENGLISH: (
        "Your name: Ana\nBusiness: Sun Clinic\nLanguage: en\nContact: Lucy\n"
        "Goal: to remind you of your check-up and confirm that you will come\n"
        "Facts:\nThe check-up costs 40 dollars.\nOpening hours are nine to six."
    ),
}


class Agent:
    """The thinnest product: the relay's prompts go to the mind, its words come back."""

    def __init__(self, brief: str) -> None:
        self.messages: list[dict[str, Any]] = [{"role": "system", "content": brief}]
        self.called: dict[str, dict[str, Any]] = {}

    def __call__(self, frame: dict[str, Any]) -> list[Any]:
        if frame["type"] != "prompt":
            return []
        self.messages.append({"role": "user", "content": frame["voicePrompt"]})
        return [*self._turn()]

    def _turn(self) -> list[dict[str, Any]]:
        thought = think(self.messages, TOOLS)
        calls = [
            {"id": call.id, "function": {"name": call.name, "arguments": call.arguments}}
            for call in thought.calls
        ]
        self.messages.append({"role": "assistant", "content": thought.text, "tool_calls": calls})
        self.called |= {call.name: json.loads(call.arguments) for call in thought.calls}
        frames: list[dict[str, Any]] = []
        if thought.text:
            frames = [{"type": "text", "token": thought.text, "last": True}]
        if "end_call" in self.called:
            return [*frames, {"type": "end"}]
        if not calls:
            return frames
        self.messages += [
            {"role": "tool", "tool_call_id": call.id, "content": '{"ok": true}'}
            for call in thought.calls
        ]
        return [*frames, *self._turn()]


@pytest.mark.parametrize("number", [SPANISH, ENGLISH])
@pytest.mark.parametrize(
    ("behaviour", "disposition"),
    [
        ("agreeable", "goal_met"),
        ("refuses", "not_interested"),
        ("asks_questions", "goal_met"),
        ("voicemail", "voicemail"),
        ("screening", "goal_met"),
        ("interrupts", "goal_met"),
        ("hangs_up_early", None),
        ("hangs_up_midway", None),
        ("silent", None),
        ("call_me_tomorrow", "callback"),
        ("opts_out", "do_not_call"),
        ("wrong_number", "wrong_number"),
        ("asks_if_robot", "goal_met"),
        ("angry", "do_not_call"),
        ("mumbles", "goal_met"),
        ("keys_digits", "goal_met"),
    ],
)
def test_a_conversation(
    world: Rehearsal, receiver: Receiver, number: str, behaviour: str, disposition: str | None
) -> None:
    agent = Agent(BRIEFS[number])
    receiver.agent = agent
    url = receiver.socket_url("/relay/abc")
    language = "es-ES" if number == SPANISH else "en-US"
    receiver.twiml["/voice"] = (
        f'<Response><Connect><ConversationRelay url="{url}" language="{language}"/></Connect>'
        "</Response>"
    )
    world.put(behaviour)
    last = world.ends(world.call(number))
    words = "\n".join(f"{each['role']}: {each['content']}" for each in agent.messages[1:])
    assert last["CallStatus"] == "completed"
    assert agent.called.get("end_call", {}).get("disposition") == disposition, words
    if behaviour in ("opts_out", "angry"):
        assert "opt_out" in agent.called
    if behaviour == "call_me_tomorrow":
        when = agent.called["promise_callback"]["when_text"]
        assert ("mañana a las cinco" if number == SPANISH else "tomorrow at five") in when
    if behaviour == "asks_questions":
        assert ("40 euros" if number == SPANISH else "40 dollars") in words
    if behaviour == "asks_if_robot":
        assert ("virtual con inteligencia" if number == SPANISH else "a virtual assistant") in words


def test_the_same_seed_has_the_same_people() -> None:
    numbers = [f"+1202555{number:04}" for number in range(900)]
    one = [Crowd(7).person(number).name for number in numbers]
    assert one == [Crowd(7).person(number).name for number in numbers]
    assert one != [Crowd(8).person(number).name for number in numbers]
    assert set(one) == set(BEHAVIOURS)


def test_the_last_digits_choose() -> None:
    names = list(BEHAVIOURS)
    crowd = Crowd(1)
    assert [crowd.person(f"+1202555990{n}").name for n in range(1, 10)] == names[:9]
    crowd.put("angry", "+12025559901")
    assert crowd.person("+12025559901").name == "angry"


def test_some_are_at_home_the_second_time() -> None:
    crowd = Crowd(3)
    numbers = [f"+34910{number:06}" for number in range(2000)]
    missed = [n for n in numbers if crowd.person(n).name in ("busy", "no_answer", "rejects")]
    later = [crowd.person(number, earlier_rings=1).name for number in missed]
    assert 0.3 < later.count("agreeable") / len(missed) < 0.7


@pytest.mark.asyncio
async def test_a_person_without_a_language_follows_the_agent() -> None:
    crowd = Crowd(1)
    crowd.put("refuses", "+4930000000")
    person = crowd.person("+4930000000")
    await person.converse(Heard("Buenos días, le llamo de la clínica. ¿Tiene un momento?"))
    assert person.language == "es"
