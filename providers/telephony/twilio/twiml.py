"""The documents that tell Twilio what to do with a call, through the SDK's own builder."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from twilio.twiml.voice_response import Gather, VoiceResponse

from providers.telephony.twilio.locales import say_voice

CONTENT_TYPE = "text/xml"

_LONGEST_SPEECH = 4000  # of the 4,096 characters that <Say> takes
SILENCE_SECONDS = 4
"""How long `ask` waits for an answer, or for the next key of a number."""
_RINGS_FOR = 25


@dataclass(frozen=True, slots=True)
class Sound:
    """A file to be played, by its address."""

    url: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What runs beside a call from its first document on: the addresses that hear of its
    recording and of Twilio's own transcription (in `locale`), "" for none."""

    recorded_url: str = ""
    transcribed_url: str = ""
    locale: str = ""


Said = str | Sequence[Sound]
"""Words that Twilio speaks, or sound that it plays."""


def converse(
    *,
    socket_url: str,
    action_url: str,
    locale: str,
    voice: str = "",
    greeting: str = "",
    partials: bool = False,
    beside: Beside | None = None,
) -> str:
    """A live conversation over `socket_url` (ConversationRelay); `action_url` hears of its end.

    The greeting is spoken by Twilio as soon as the socket is open, whatever we are doing then.
    `voice` is an ElevenLabs voice id; without one, Twilio's own choice for the locale speaks.
    `partials`: what the person says is told while they still speak, too.
    """
    chosen = {"tts_provider": "ElevenLabs", "voice": voice} if voice else {}
    partial = {"partial_prompts": True} if partials else {}
    welcome = {"welcome_greeting": _speakable(greeting)} if greeting else {}
    response = _begin(beside)
    response.connect(action=action_url).conversation_relay(
        url=socket_url,
        language=locale,
        dtmf_detection=True,
        interruptible="any",
        events="speaker-events",
        **welcome,
        **chosen,
        **partial,
    )
    return str(response)


def stream(
    *, socket_url: str, action_url: str, status_url: str, beside: Beside | None = None
) -> str:
    """The call's own sound, both ways, over `socket_url` (Media Streams); `action_url` hears of
    its end, `status_url` also of its beginning and why it failed. The address takes no query, and
    `track` is always the person's side."""
    response = _begin(beside)
    response.connect(action=action_url).stream(url=socket_url, status_callback=status_url)
    return str(response)


def ask(
    *,
    text: Said,
    action_url: str,
    locale: str,
    first: Said = "",
    keys: str = "",
    beside: Beside | None = None,
) -> str:
    """Say `text`, listen, and tell `action_url` what was said or pressed, or that nothing was.

    `first` is said before it, and can't be interrupted; `keys` are pressed before it.
    """
    response = _begin(beside)
    _utter(response, first, locale)
    if keys:
        response.play(digits=keys)
    gather = response.gather(
        input="speech dtmf",
        action=action_url,
        action_on_empty_result=True,
        language=locale,
        speech_timeout="auto",
        timeout=SILENCE_SECONDS,
    )
    _utter(gather, text, locale)
    return str(response)


def hang_up(*, text: Said = "", first: Said = "", locale: str = "es-ES") -> str:
    """Say goodbye, where there is something to say, and hang up."""
    response = VoiceResponse()
    _utter(response, first, locale)
    _utter(response, text, locale)
    response.hangup()
    return str(response)


def _begin(beside: Beside | None) -> VoiceResponse:
    """A document that begins with what runs beside the call from here on. A recording has each
    side in a channel of its own. (`Record` of the call itself is ignored on a relay.)"""
    response = VoiceResponse()
    if beside and beside.recorded_url:
        response.start().recording(
            recording_status_callback=beside.recorded_url,
            recording_status_callback_event="completed absent",
            channels="dual",
        )
    if beside and beside.transcribed_url:
        response.start().transcription(
            status_callback_url=beside.transcribed_url,
            language_code=beside.locale,
            track="both_tracks",
            partial_results=False,
        )
    return response


def _utter(place: VoiceResponse | Gather, said: Said, locale: str) -> None:
    if not isinstance(said, str):
        for sound in said:
            place.play(sound.url)
    elif said:
        place.say(_speakable(said), voice=say_voice(locale), language=locale)


def _speakable(text: str) -> str:
    """Without control characters, which XML can't carry, and no longer than Twilio speaks."""
    kept = (char if unicodedata.category(char)[0] != "C" else " " for char in text)
    return " ".join("".join(kept).split())[:_LONGEST_SPEECH]


def transfer(
    *, number: str, caller: str, action_url: str, whisper_url: str, text: Said, locale: str
) -> str:
    """Say `text`, then connect the person with `number`, shown as `caller`'s call. Whoever takes
    it hears `whisper_url` first, where there is one; `action_url` is asked what comes next when
    nobody did, or when they have hung up."""
    response = VoiceResponse()
    _utter(response, text, locale)
    dial = response.dial(
        action=action_url, caller_id=caller, answer_on_bridge=True, timeout=_RINGS_FOR
    )
    dial.number(number, **({"url": whisper_url} if whisper_url else {}))
    return str(response)


def say(*, text: Said, locale: str, then_url: str = "") -> str:
    """Say it; then ask `then_url` what comes next, or nothing."""
    response = VoiceResponse()
    _utter(response, text, locale)
    if then_url:
        response.redirect(then_url)
    return str(response)
