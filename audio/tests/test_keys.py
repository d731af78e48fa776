"""What makes two sounds the same sound."""

from dataclasses import replace

import pytest

from audio.keys import key_of, normalised
from providers.speech.base import Style, Voicing

LUCIA = Voicing(voice="lucia", model="flash", language="es")


def key(text="Hola.", voicing=LUCIA, provider="elevenlabs"):
    return key_of(text, voicing, provider=provider)


@pytest.mark.parametrize("text", [" Hola. ", "Hola.\n", "  Hola.  "])
def test_space_makes_no_difference(text):
    assert key(text) == key()


def test_the_spelling_of_an_accent_makes_no_difference():
    assert key("¿Qué?") == key("¿Qué?")
    assert normalised("¿Qué  tal?") == "¿Qué tal?"


@pytest.mark.parametrize(
    "other",
    [
        {"text": "hola."},
        {"text": "Hola"},
        {"provider": "rehearsal"},
        {"voicing": replace(LUCIA, voice="mateo")},
        {"voicing": replace(LUCIA, model="turbo")},
        {"voicing": replace(LUCIA, language="en")},
        {"voicing": replace(LUCIA, format="pcm_16000")},
        {"voicing": replace(LUCIA, style=Style(speed=1.1))},
    ],
)
def test_whatever_is_heard_makes_a_difference(other):
    assert key(**other) != key()
