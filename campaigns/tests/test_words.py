"""What is computed for people to read: the plan, the bar."""

from django.utils import translation

from campaigns.ledger import State
from campaigns.plan import hours_in_words, retries_in_words
from campaigns.progress import segments_of
from campaigns.selectors import Entry, Ledger


def test_days_with_the_same_hours_are_said_together():
    day = [["10:00", "14:00"], ["17:00", "20:00"]]
    windows = {**{str(number): day for number in range(5)}, "6": [["10:00", "24:00"]]}
    with translation.override("en"):
        assert hours_in_words(windows) == ["Mon–Fri 10:00–14:00, 17:00–20:00", "Sun 10:00–24:00"]


def test_retries_are_said_per_outcome():
    policy = {
        "busy": {"attempts": 3, "delay": 600, "growth": 2},
        "no_answer": {"attempts": 2, "delay": 7200, "growth": 1},
        "failed": {"attempts": 1, "delay": 60, "growth": 1},
    }
    with translation.override("en"):
        assert retries_in_words(policy) == [
            "When the line is busy: 3 tries in all, 10 min apart, then longer",
            "When nobody answers: 2 tries in all, 2 h apart",
        ]


def test_the_bar_is_filled_by_everybody():
    ledger = Ledger(
        (
            Entry(State.PENDING, "not_called_yet", 1),
            Entry(State.CALLING, "calling", 1),
            Entry(State.DONE, "goal_met", 1),
            Entry(State.DONE, "talked", 1),
        )
    )
    bar = segments_of(ledger)
    assert [(part.state, part.start, part.width) for part in bar] == [
        (State.DONE, "0.000%", "50.000%"),
        (State.CALLING, "50.000%", "25.000%"),
        (State.PENDING, "75.000%", "25.000%"),
    ]


def test_the_bar_reads_the_same_in_a_language_with_commas():
    ledger = Ledger((Entry(State.DONE, "goal_met", 1), Entry(State.PENDING, "x", 2)))
    with translation.override("es"):
        assert segments_of(ledger)[0].width == "33.333%"


def test_nobody_makes_no_bar():
    assert segments_of(Ledger()) == ()


def test_it_is_a_hundred_percent_only_when_all_are_settled():
    almost = Ledger((Entry(State.DONE, "talked", 999), Entry(State.PENDING, "x", 1)))
    assert almost.percent == 99
    assert Ledger((Entry(State.DONE, "talked", 1),)).percent == 100
    assert Ledger().percent == 0
