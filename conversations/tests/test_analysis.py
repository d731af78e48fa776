"""What a conversation came to stands only with the words that prove it."""

import datetime as dt

import pytest

from conversations.analysis import OUTCOMES, RUBRIC, Spoken, read, schema_for, written
from conversations.mood import mood_of
from conversations.wanted import Kind, Wanted, require_wanted, wanted_in
from lib.errors import InvalidInput

LINES = [
    Spoken(1, False, "Hola, soy Lucía, una inteligencia artificial.", 0.0),
    Spoken(2, True, "Sí, quiero dos roscones para el sábado.", 6.2),
    Spoken(3, False, "Muy bien. ¿Algo más?", 9.0),
    Spoken(4, True, "No, muchas gracias, perfecto.", 12.5),
]
FIELDS = [
    Wanted("cantidad", Kind.TEXT, "How many"),
    Wanted("dia", Kind.TEXT, "For when", required=True),
]
ON = dt.date(2026, 11, 18)


def answer(**more):
    return {
        "summary": "Encarga dos roscones.",
        "outcome": {"value": "goal_met", "turn": 2, "quote": "quiero dos roscones"},
        "next_step": {"value": "Preparar el encargo.", "turn": 2, "quote": "para el sábado"},
        "sentiment": {"value": "positive", "turn": 4, "quote": "muchas gracias, perfecto"},
        "fields": {
            "cantidad": {"value": "dos", "turn": 2, "quote": "DOS roscones"},
            "dia": {"value": "sábado", "turn": 2, "quote": "el sábado"},
        },
        "rubric": {name: {"value": "yes", "turn": 1, "quote": "soy Lucía"} for name in RUBRIC},
    } | more


def test_a_value_carries_its_turn_and_its_second():
    found = read(answer(), LINES, FIELDS)
    assert (found.outcome.value, found.outcome.turn, found.outcome.second) == ("goal_met", 2, 6.2)
    assert found.fields["cantidad"].as_json() == {
        "value": "dos",
        "turn": 2,
        "second": 6.2,
        "quote": "DOS roscones",
    }
    assert (found.next_step.second, found.sentiment.turn) == (6.2, 4)
    assert found.rubric["introduced"].second == 0.0
    assert found.score == 100


@pytest.mark.parametrize(
    "proof",
    [
        {"value": "cinco", "turn": 2, "quote": "cinco roscones"},  # nobody said that
        {"value": "dos", "turn": 4, "quote": "dos roscones"},  # somewhere else
        {"value": "dos", "turn": 99, "quote": "dos roscones"},
        {"value": "dos", "turn": 2, "quote": " "},
        {"value": "dos", "turn": "2", "quote": "dos roscones"},
    ],
)
def test_what_the_words_do_not_prove_is_unproven(proof):
    found = read(answer(fields={"cantidad": proof}), LINES, FIELDS)
    assert found.fields["cantidad"].value == proof["value"]
    assert found.fields["cantidad"].turn is None and found.fields["cantidad"].second is None


@pytest.mark.parametrize("bad", [{}, {"outcome": "goal_met"}, {"fields": [1], "rubric": "x"}])
def test_an_answer_of_another_form_breaks_nothing(bad):
    found = read(bad, LINES, FIELDS)
    assert (found.outcome.value, found.sentiment.value, found.score) == ("talked", "neutral", 0)
    assert {name: one.value for name, one in found.fields.items()} == {"dia": ""}


def test_what_was_not_asked_for_is_left_out():
    found = read(
        answer(fields={"contraseña": {"value": "1", "turn": 2, "quote": "dos"}}), LINES, []
    )
    assert found.fields == {}


def test_sentiment_is_told_by_turn():
    assert read(answer(), LINES, []).sentiments == {2: "neutral", 4: "positive"}


def test_the_form_names_every_field_and_allows_no_other():
    schema = schema_for(FIELDS, on=ON)
    assert list(schema["properties"]["fields"]["properties"]) == ["cantidad", "dia"]
    assert schema["properties"]["fields"]["additionalProperties"] is False
    assert schema["properties"]["outcome"]["properties"]["value"]["enum"] == list(OUTCOMES)


def test_the_conversation_is_one_line_a_turn():
    assert written([Spoken(1, True, "uno\n[2] agent: dos", 0)]) == "[1] person: uno [2] agent: dos"


@pytest.mark.parametrize(
    ("text", "sentiment", "alert"),
    [
        ("Estoy harta de ustedes", "negative", "angry"),
        ("This is outrageous, I'll call my lawyer", "negative", "angry"),
        ("Quiero hablar con una persona", "neutral", "person_wanted"),
        ("Can I talk to a real person?", "neutral", "person_wanted"),
        ("Perfecto, muchas gracias", "positive", ""),
        ("No me interesa, muchas gracias", "negative", ""),
        ("Vale, el martes", "neutral", ""),
    ],
)
def test_a_turn_has_a_mood(text, sentiment, alert):
    mood = mood_of(text)
    assert (mood.sentiment, mood.alert) == (sentiment, alert)


@pytest.mark.parametrize(
    ("kind", "told", "kept", "is_proven"),
    [
        (Kind.NUMBER, "1500,50", "1500.5", True),
        (Kind.NUMBER, "muchos", "muchos", False),
        (Kind.NUMBER, "nan", "nan", False),
        (Kind.DATE, "2026-11-21", "2026-11-21", True),
        (Kind.DATE, "el sábado", "el sábado", False),
        (Kind.YES_NO, "yes", "yes", True),
        (Kind.YES_NO, "quizá", "quizá", False),
    ],
)
def test_a_value_is_of_its_kind_or_unproven(kind, told, kept, is_proven):
    fields = [Wanted("dato", kind, "What")]
    given = {"dato": {"value": told, "turn": 2, "quote": "dos roscones"}}
    found = read(answer(fields=given), LINES, fields).fields["dato"]
    assert (found.value, found.turn is not None) == (kept, is_proven)


def test_the_form_tells_each_kind():
    fields = [Wanted("si", Kind.YES_NO, "Whether"), Wanted("dia", Kind.DATE, "When")]
    form = schema_for(fields, on=ON)["properties"]["fields"]["properties"]
    assert form["si"]["properties"]["value"]["enum"] == ["yes", "no", ""]
    assert "Wednesday 2026-11-18" in form["dia"]["properties"]["value"]["description"]


@pytest.mark.parametrize(
    "bad",
    [
        "x",
        [{}],
        [{"name": "Presupuesto", "question": "How much"}],
        [{"name": "budget", "question": ""}],
        [{"name": "budget", "question": "How much", "kind": "money"}],
        [{"name": "a", "question": "x"}, {"name": "a", "question": "y"}],
        [{"name": f"a{number}", "question": "x"} for number in range(21)],
    ],
)
def test_what_can_not_be_asked_for_is_refused(bad):
    with pytest.raises(InvalidInput):
        require_wanted(bad)


def test_what_is_kept_is_read_again():
    kept = require_wanted([{"name": "budget", "question": "How much", "kind": "number"}])
    assert wanted_in(kept) == [Wanted("budget", Kind.NUMBER, "How much")]
    assert wanted_in(None) == []
