import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.dialogue import Line, Speaker
from voice.transcript import Entry, Transcript, heard_of


def test_entries_are_numbered_from_one_and_time_never_runs_backwards() -> None:
    transcript = Transcript()
    transcript.add(Speaker.AGENT, "Hola.", at_ms=50)
    late = transcript.add(Speaker.PERSON, "¿Sí?", at_ms=20)
    assert (late.number, late.said_at_ms) == (2, 50)


def test_it_goes_on_where_an_earlier_line_of_the_call_left() -> None:
    transcript = Transcript([Entry(7, Speaker.PERSON, "¿Sí?", said_at_ms=900)])
    entry = transcript.add(Speaker.AGENT, "Perdón.", at_ms=1000)
    assert entry.number == 8
    assert transcript.last is entry
    assert transcript.last_of(Speaker.PERSON) == Entry(7, Speaker.PERSON, "¿Sí?", 900)


def test_of_an_interrupted_line_the_mind_reads_what_was_heard() -> None:
    transcript = Transcript()
    entry = transcript.add(Speaker.AGENT, "Le llamo por su cita del martes.", at_ms=0)
    transcript.cut(entry, "Le llamo por")
    assert entry.interrupted
    assert transcript.lines() == [Line(Speaker.AGENT, "Le llamo por")]


def test_what_nobody_heard_was_not_said() -> None:
    transcript = Transcript()
    transcript.cut(transcript.add(Speaker.AGENT, "Hola.", at_ms=0), "")
    assert transcript.lines() == []


def test_the_lines_up_to_an_entry_can_be_read_alone() -> None:
    transcript = Transcript()
    transcript.add(Speaker.AGENT, "Hola.", at_ms=0)
    transcript.add(Speaker.PERSON, "Sí.", at_ms=0)
    assert transcript.lines(until=1) == [Line(Speaker.AGENT, "Hola.")]


@pytest.mark.parametrize(
    ("said", "heard", "kept"),
    [
        ("Hola, soy Ana. ¿Qué tal?", "Hola, soy", "Hola, soy"),
        ("Hola,  soy\nAna.", " Hola, soy ", "Hola, soy"),
        ("Aviso legal. Hola, soy Ana.", "Hola, soy", "Aviso legal. Hola, soy"),
        ("Hola, soy Ana.", "something else", "something else"),
        ("Hola.", "", ""),
    ],
)
def test_the_part_that_was_heard(said: str, heard: str, kept: str) -> None:
    assert heard_of(said, heard) == kept


@given(st.text(), st.integers(0, 50))
def test_any_beginning_of_what_was_said_is_kept_whole(said: str, length: int) -> None:
    flat = " ".join(said.split())
    assert len(heard_of(said, flat[:length])) >= len(flat[:length].strip())


def test_a_disclosure_counts_as_told_only_when_nobody_cut_it_short() -> None:
    transcript = Transcript()
    assert not transcript.tells("Soy una IA.")
    opening = transcript.add(Speaker.AGENT, "Hola. Soy  una IA. ¿Tiene un momento?", at_ms=0)
    assert transcript.tells("Soy una IA.")
    transcript.cut(opening, "Hola. Soy")
    assert not transcript.tells("Soy una IA.")
    transcript.add(Speaker.PERSON, "Soy una IA.", at_ms=0)
    assert not transcript.tells("Soy una IA.")
