"""Tokens become clauses that sound well, the first of them early."""

import pytest

from conversations.speech import Clauses


def clauses(*pieces):
    joiner = Clauses()
    found = [clause for piece in pieces for clause in joiner.feed(piece)]
    return found + joiner.flush()


def test_the_first_clause_comes_before_its_sentence_is_over():
    joiner = Clauses()
    assert joiner.feed("Buenos días, Ana, ") == ["Buenos días, Ana,"]
    assert joiner.feed("le llamo por el pan, ") == []
    assert joiner.feed("y por el roscón. ¿Ti") == ["le llamo por el pan, y por el roscón."]
    assert joiner.flush() == ["¿Ti"]


def test_a_first_word_alone_is_no_clause():
    assert clauses("Sí, claro que sí. ", "Dígame.") == ["Sí, claro que sí.", "Dígame."]


@pytest.mark.parametrize(
    "text",
    [
        "Cuesta 3.5 euros y abre a las 9:30",
        "El Sr. García y la Dra. Ruiz",
        "Mr. Smith lives on St. James Street",
    ],
)
def test_what_only_looks_like_an_end_is_kept_whole(text):
    assert clauses(*text) == [text]


def test_a_sentence_without_end_is_cut_at_a_comma():
    long = "palabra " * 25
    assert clauses("Bien. ", f"{long}, {long}") == ["Bien.", f"{long},", long.strip()]


def test_closing_quotes_belong_to_their_sentence():
    assert clauses("Dijo «ven.» Y fue.") == ["Dijo «ven.»", "Y fue."]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 200])
def test_no_word_is_lost_however_the_tokens_fall(size):
    text = "Hola, Ana. ¿Qué tal? El pan cuesta 2,50 euros; abrimos a las 8:00… ¡Hasta luego!"
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    assert " ".join(clauses(*pieces)) == text
