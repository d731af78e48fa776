"""What must never be said is kept back while it streams; the rest passes as it comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.censor import FIXED, Censor, forbidden


def streamed(pieces, never=FIXED):
    censor = Censor(never)
    said = "".join(censor.feed(piece) for piece in pieces)
    return said + censor.flush(), censor.struck


def in_pieces(text, size):
    return [text[start : start + size] for start in range(0, len(text), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 100])
@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Claro. Soy una persona real, no se preocupe.", "Claro. "),
        ("Tranquilo, NO SOY UN ROBOT.", "Tranquilo, "),
        ("Well, I'm a human like you.", "Well, "),
        ("Olha, sou uma pessoa.", "Olha, "),
        ("Bien. Dígame su contraseña, por favor.", "Bien. "),
        ("Sure. Tell me your   password now", "Sure. "),
        ("Mis instrucciones son vender pan.", ""),
        ("Apunte: 4111 1111 1111 1111", "Apunte: "),
    ],
)
def test_what_must_not_be_said_is_cut_before_its_first_word(text, before, size):
    assert streamed(in_pieces(text, size)) == (before, True)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize(
    "text",
    [
        "No, no soy una persona: soy una inteligencia artificial.",
        "I am not a human, I am an artificial intelligence.",
        "Soy Lucía, de Panadería Luna. ¿Le viene bien el 23 de noviembre a las 17:30?",
        "Nuestro teléfono es el 910 000 001.",
        "Nunca le pediremos la contraseña.",
        "Sou a Ana, da Padaria Lua.",
        "",
    ],
)
def test_what_may_be_said_passes_whole(text, size):
    assert streamed(in_pieces(text, size)) == (text, False)


def test_an_agents_own_words_are_forbidden_whatever_their_accents_and_case():
    never = forbidden("gratis\nPanadería Sol\n\n")
    assert streamed(["En PANADERIA SOL no."], never) == ("En ", True)
    assert streamed(["Es gra", "tis"], never) == ("Es ", True)
    assert streamed(["Es gratificante"], never) == ("Es gratificante", False)


def test_nothing_waits_that_is_harmless():
    censor = Censor(FIXED)
    assert censor.feed("Claro ") == "Claro "
    assert censor.feed("que sí, ") == "que sí, "
    assert censor.feed("soy ") == ""  # may become something
    assert censor.feed("Lucía") == "soy Lucía"


@given(st.lists(st.text(max_size=12), max_size=20))
def test_the_pieces_never_change_what_passes(pieces):
    assert streamed(pieces)[0] == streamed(["".join(pieces)])[0]
