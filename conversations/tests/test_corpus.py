"""Every conversation of the corpus comes to what it must: disposition, facts, opt-out, promise."""

import datetime as dt

import pytest

from conversations.dialogue import Act, Heard, Line, Pressed, Say, Speaker
from conversations.disclosure import introduction, opening, voicemail
from conversations.engine import Mind, reply
from conversations.prompts.build import build_prompt
from conversations.snapshot import AgentSnapshot, ContactFacts
from conversations.tests.corpus import LANGUAGES, TYPES, scenes
from conversations.tests.scripted import ScriptedModel
from conversations.tools import OPTIONAL, tools_named
from conversations.verdict import judge

NOW = dt.datetime(2026, 11, 18, 11, 0, tzinfo=dt.UTC)
PERSON = ContactFacts(zone="Europe/Madrid", name="Ana García")
SCENES = list(scenes())


def mind_of(scene, model):
    message = "Llámenos cuando pueda." if scene.language == "es" else "Call us back, please."
    agent = AgentSnapshot(
        name="Lucía",
        business="Panadería Luna",
        purpose=scene.purpose,
        language=scene.language,
        goal="Algo bueno",
        voicemail_message=message,
        tools=OPTIONAL,
    )
    return Mind(
        prompt=build_prompt(agent, PERSON, NOW),
        opening=opening(agent, PERSON),
        language=scene.language,
        model=model,
        now=NOW,
        zone=PERSON.zone,
        tools=tools_named(list(OPTIONAL)),
        introduction=introduction(agent, PERSON),
        voicemail=voicemail(agent, PERSON),
    )


async def play(scene):
    """What was said, line by line, and what was done."""
    model = ScriptedModel([script for turn in scene.turns for script in turn.model] or [[]])
    mind = mind_of(scene, model)
    lines, acts = [Line(Speaker.AGENT, mind.opening)], list[Act]()
    for turn in scene.turns:
        parts = [part async for part in reply(mind, lines, turn.event)]
        said = "".join(part.text for part in parts if isinstance(part, Say))
        assert turn.says in said, f"{said!r} has no {turn.says!r}"
        match turn.event:
            case Heard(text=text):
                lines.append(Line(Speaker.PERSON, text))
            case Pressed(digit=digit):
                lines.append(Line(Speaker.PERSON, f"[{digit}]"))
        lines.append(Line(Speaker.AGENT, said))
        acts += [part for part in parts if isinstance(part, Act)]
    assert len(model.asked) == sum(len(turn.model) for turn in scene.turns)
    return lines, acts


def test_the_corpus_is_wide_enough():
    assert len(SCENES) >= 60
    assert len({scene.name for scene in SCENES}) >= 12
    assert {(scene.purpose, scene.language) for scene in SCENES} == {
        (purpose, language) for purpose in TYPES for language in LANGUAGES
    }


@pytest.mark.parametrize("scene", SCENES, ids=lambda s: f"{s.name}-{s.purpose}-{s.language}")
async def test_it_comes_to_what_it_must(scene):
    lines, acts = await play(scene)
    names = [act.name for act in acts]
    assert [name for name in names if name in ("end_call", "transfer")] == (
        [scene.ends] if scene.ends else []
    )
    assert not scene.ends or names[-1] == scene.ends
    assert ("opt_out" in names) == scene.opted_out
    verdict = judge(
        lines=lines,
        acts=acts,
        ended_by=scene.ended_by,
        seconds=10,
        language=scene.language,
    )
    assert verdict.outcome == scene.outcome
    assert verdict.facts == scene.facts
    assert (verdict.callback_at.isoformat() if verdict.callback_at else "") == scene.callback_at
