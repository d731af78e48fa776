"""Noise, machines and languages, told apart by their words; long talk shortened."""

import pytest

from conversations.answering import Machine, machine_in
from conversations.compaction import LATEST, compact
from conversations.dialogue import Heard, Line, Speaker
from conversations.hearing import is_noise, language_spoken

AGENT, PERSON = Speaker.AGENT, Speaker.PERSON


@pytest.mark.parametrize("text", ["Mmm…", "eh", "Eeeh, mmm", "uh", "Hmm"])
def test_noise_is_worth_nothing(text):
    assert is_noise(text)


@pytest.mark.parametrize(
    ("text", "machine"),
    [
        ("Ha llamado al buzón de voz de Ana", Machine.VOICEMAIL),
        ("En este momento no puedo atenderle, deje su mensaje", Machine.VOICEMAIL),
        ("Grabe su mensaje después del tono", Machine.VOICEMAIL),
        ("You've reached the voicemail of Emily", Machine.VOICEMAIL),
        ("Please leave your message after the beep", Machine.VOICEMAIL),
        ("Deixe sua mensagem após o sinal", Machine.VOICEMAIL),
        ("Diga su nombre y el motivo de su llamada", Machine.SCREENING),
        ("Please state your name", Machine.SCREENING),
        ("Hi, the person you're calling is using a screening service", Machine.SCREENING),
        ("¿Quiere dejarme un mensaje?", None),
        ("Can I leave my number?", None),
        ("Después de la comida mejor", None),
        ("Hola, ¿quién es?", None),
    ],
)
def test_machines_are_known_by_their_words(text, machine):
    assert machine_in(text) is machine


@pytest.mark.parametrize(
    ("own", "said", "answer"),
    [
        ("es", ["Hello, what is this call about?"], "en"),
        ("es", ["Yes"], "es"),
        ("es", ["Hello, who is this please?", "ok"], "en"),
        ("es", ["Hello, who is this please?", "Ah, es usted, pero no le oigo bien"], "es"),
        ("en", ["¿Habla español?"], "es"),
        ("en", ["English, please"], "en"),
        ("es", ["Can we go on in English?"], "en"),
        ("en", [], "en"),
    ],
)
def test_the_answer_is_in_the_language_that_is_spoken(own, said, answer):
    *before, last = said or [""]
    history = [Line(PERSON, text) for text in before]
    assert language_spoken(own, history, Heard(last)) == answer


def test_what_fits_stays_untouched():
    history = [Line(AGENT, "Hola."), Line(PERSON, "¿Sí?")]
    assert compact(history) == history


def test_a_long_talk_keeps_its_opening_its_end_and_what_the_person_said():
    opening = Line(AGENT, "Hola, soy una inteligencia artificial.")
    talk = [
        line
        for n in range(60)
        for line in (Line(PERSON, f"dato {n} " + "x " * 100), Line(AGENT, "bla " * 100))
    ]
    short = compact([opening, *talk], budget=12_000)
    assert short[0] == opening
    assert short[-LATEST:] == talk[-LATEST:]
    assert sum(len(line.text) for line in short) <= 12_000
    middle = short[1:-LATEST]
    assert middle and all(line.speaker is PERSON for line in middle)
    numbers = [int(line.text.split()[1]) for line in middle]
    assert numbers == sorted(numbers)
