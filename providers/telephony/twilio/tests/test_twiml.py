from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.telephony.twilio import twiml
from providers.telephony.twilio.locales import locale_of, say_voice

SOCKET = "wss://voice.example.com/voice/relay/abc"
ACTION = "https://example.com/webhooks/twilio/abc/connected"


def test_a_live_conversation_greets_by_itself_and_hears_keys() -> None:
    document = ElementTree.fromstring(
        twiml.converse(
            socket_url=SOCKET, action_url=ACTION, locale="es-MX", greeting="Hola <Ana> & Cía."
        )
    )
    connect = document[0]
    relay = connect[0]
    assert (connect.tag, relay.tag) == ("Connect", "ConversationRelay")
    assert connect.get("action") == ACTION
    assert relay.attrib == {
        "url": SOCKET,
        "language": "es-MX",
        "dtmfDetection": "true",
        "interruptible": "any",
        "events": "speaker-events",
        "welcomeGreeting": "Hola <Ana> & Cía.",
    }


def test_a_chosen_voice_is_of_elevenlabs() -> None:
    text = twiml.converse(socket_url=SOCKET, action_url=ACTION, locale="es-ES", voice="abc123")
    relay = ElementTree.fromstring(text)[0][0]
    assert relay.get("voice") == "abc123"
    assert relay.get("ttsProvider") == "ElevenLabs"
    assert relay.get("welcomeGreeting") is None


def test_a_question_calls_back_even_when_nobody_says_anything() -> None:
    document = ElementTree.fromstring(
        twiml.ask(text="¿Tiene un momento?", first="Soy una IA.", action_url=ACTION, locale="es-ES")
    )
    say, gather = document
    assert say.text == "Soy una IA."
    assert gather.get("actionOnEmptyResult") == "true"
    assert gather.get("input") == "speech dtmf"
    assert gather[0].text == "¿Tiene un momento?"
    assert gather[0].get("voice") == say_voice("es-ES")


def test_a_goodbye_is_spoken_before_the_line_is_closed() -> None:
    document = ElementTree.fromstring(twiml.hang_up(text="Goodbye.", locale="en-US"))
    assert [verb.tag for verb in document] == ["Say", "Hangup"]
    assert [verb.tag for verb in ElementTree.fromstring(twiml.hang_up())] == ["Hangup"]


@given(st.text())
def test_any_text_makes_a_document_that_can_be_read(text: str) -> None:
    ElementTree.fromstring(twiml.hang_up(text=text))
    ElementTree.fromstring(
        twiml.converse(socket_url=SOCKET, action_url=ACTION, locale="es-ES", greeting=text)
    )


@pytest.mark.parametrize(
    ("language", "country", "locale"),
    [
        ("es", "ES", "es-ES"),
        ("es", "MX", "es-MX"),
        ("es", "AR", "es-MX"),
        ("es", "US", "es-US"),
        ("es", "", "es-ES"),
        ("en", "GB", "en-GB"),
        ("en", "ES", "en-US"),
        ("en", "", "en-US"),
    ],
)
def test_a_language_is_spoken_as_where_the_person_is(
    language: str, country: str, locale: str
) -> None:
    assert locale_of(language, country) == locale
    assert say_voice(locale)
