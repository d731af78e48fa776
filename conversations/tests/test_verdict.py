"""What came of a conversation, whether or not the model said so."""

import datetime as dt

import pytest

from conversations.dialogue import Act, Line, Speaker
from conversations.verdict import Ending, judge

HELLO = Line(Speaker.AGENT, "Hola. Soy Lucía.")
WHEN = "2026-11-19T17:00:00+01:00"
PROMISE = Act("promise_callback", {"when": WHEN})


def verdict(*said, acts=(), ended_by=Ending.AGENT, seconds=60.0, by_machine=False):
    lines = [HELLO, *(Line(Speaker.PERSON, text) for text in said)]
    return judge(
        lines=lines,
        acts=acts,
        ended_by=ended_by,
        seconds=seconds,
        language="es",
        by_machine=by_machine,
    )


def end(outcome, **more):
    return Act("end_call", {"outcome": outcome, **more})


def test_the_agents_word_counts():
    result = verdict("Sí", acts=[end("goal_met", summary="Encarga dos.")])
    assert (result.outcome, result.summary) == ("goal_met", "Encarga dos.")


def test_an_opt_out_outweighs_everything():
    assert verdict("x", acts=[end("goal_met"), Act("opt_out")]).outcome == "opted_out"


def test_an_opt_out_that_nobody_answered_is_one():
    result = verdict("No me llamen más", ended_by=Ending.PERSON, seconds=4)
    assert result.outcome == "opted_out"


def test_a_promise_is_a_callback_with_its_time():
    result = verdict("Mañana", acts=[PROMISE, end("interested")])
    assert result.outcome == "callback"
    assert result.callback_at == dt.datetime.fromisoformat(WHEN)


def test_the_last_promise_holds():
    later = Act("promise_callback", {"when": "2026-11-20T10:00:00+01:00"})
    result = verdict("No, mejor el viernes", acts=[PROMISE, later])
    assert result.callback_at == dt.datetime.fromisoformat(later.arguments["when"])


def test_a_goal_that_was_met_needs_no_callback():
    result = verdict("Vale", acts=[PROMISE, end("goal_met")])
    assert (result.outcome, result.callback_at) == ("goal_met", None)


@pytest.mark.parametrize(
    ("said", "ended_by", "seconds", "expected"),
    [
        ((), Ending.PERSON, 40.0, "hung_up"),
        (("¿Diga?",), Ending.PERSON, 6.0, "hung_up"),
        (("¿Diga?", "Ajá"), Ending.PERSON, 60.0, "talked"),
        (("¿Diga?",), Ending.AGENT, 60.0, "talked"),
        ((), Ending.AGENT, 20.0, "no_answer"),
        ((), Ending.LINE, 3.0, "failed"),
        (("¿Diga?",), Ending.LINE, 30.0, "talked"),
    ],
)
def test_without_the_agents_word_the_rules_say_it(said, ended_by, seconds, expected):
    assert verdict(*said, ended_by=ended_by, seconds=seconds).outcome == expected


def test_an_undecided_agent_leaves_it_to_the_rules():
    assert verdict(acts=[end("talked")], seconds=20).outcome == "no_answer"


def test_a_machine_is_voicemail_unless_the_agent_got_further():
    assert verdict("Deje su mensaje", by_machine=True).outcome == "voicemail"
    assert verdict("Sí", acts=[end("interested")], by_machine=True).outcome == "interested"


def test_what_the_agent_noted_is_kept_and_the_last_word_wins():
    notes = [
        Act("note_fact", {"key": "pan", "value": "blanco"}),
        Act("note_fact", {"key": "pan", "value": "integral"}),
    ]
    assert verdict("Integral", acts=notes).facts == {"pan": "integral"}


def test_without_a_summary_the_last_words_stand_for_one():
    assert verdict("¿Diga?", "Ahora no").summary == "Dijo por último: «Ahora no»"
    assert verdict().summary == ""
