"""What a conversation came to stands only with the words that prove it."""

import pytest

from conversations.analysis import OUTCOMES, RUBRIC, Spoken, read, schema_for, written
from conversations.mood import mood_of

LINES = [
    Spoken(1, False, "Hola, soy Lucía, una inteligencia artificial.", 0.0),
    Spoken(2, True, "Sí, quiero dos roscones para el sábado.", 6.2),
    Spoken(3, False, "Muy bien. ¿Algo más?", 9.0),
    Spoken(4, True, "No, muchas gracias, perfecto.", 12.5),
]
FIELDS = {"cantidad": "How many", "día": "For when"}


def answer(**more):
    return {
        "summary": "Encarga dos roscones.",
        "outcome": {"value": "goal_met", "turn": 2, "quote": "quiero dos roscones"},
        "next_step": "Preparar el encargo.",
        "sentiment": "positive",
        "fields": {
            "cantidad": {"value": "dos", "turn": 2, "quote": "DOS roscones"},
            "día": {"value": "sábado", "turn": 2, "quote": "el sábado"},
        },
        "rubric": dict.fromkeys(RUBRIC, True),
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
    assert (found.outcome.value, found.fields, found.score) == ("talked", {}, 0)


def test_what_was_not_asked_for_is_left_out():
    found = read(
        answer(fields={"contraseña": {"value": "1", "turn": 2, "quote": "dos"}}), LINES, {}
    )
    assert found.fields == {}


def test_sentiment_is_told_by_turn():
    assert read(answer(), LINES, {}).sentiments == {2: "neutral", 4: "positive"}


def test_the_form_names_every_field_and_allows_no_other():
    schema = schema_for(FIELDS)
    assert list(schema["properties"]["fields"]["properties"]) == list(FIELDS)
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
