"""The models that speak, and what a text may ask of them."""

from dataclasses import dataclass
from typing import Any

from simulator.elevenlabs.errors import ElevenLabsError, Invalid
from simulator.elevenlabs.formats import UnknownFormat, check_format
from simulator.elevenlabs.voices import VOICES, Voice


@dataclass(frozen=True, slots=True)
class Model:
    longest: int  # characters of one request
    cost: float  # credits a character


MODELS = {
    "eleven_flash_v2_5": Model(40_000, 0.5),
    "eleven_flash_v2": Model(30_000, 0.5),
    "eleven_turbo_v2_5": Model(40_000, 0.5),
    "eleven_turbo_v2": Model(30_000, 0.5),
    "eleven_multilingual_v2": Model(10_000, 1.0),
    "eleven_v3": Model(3_000, 1.0),
}
_DEFAULT = "eleven_multilingual_v2"
_SETTINGS: dict[str, tuple[float, float]] = {
    "stability": (0, 1),
    "similarity_boost": (0, 1),
    "style": (0, 1),
    "speed": (0.7, 1.2),
    "clone_strength": (0, 1),
}
_BODY = frozenset(
    (
        "text",
        "model_id",
        "language_code",
        "voice_settings",
        "pronunciation_dictionary_locators",
        "seed",
        "previous_text",
        "next_text",
        "previous_request_ids",
        "next_request_ids",
        "use_pvc_as_ivc",
        "apply_text_normalization",
        "apply_language_text_normalization",
        "audio_effects",
    )
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that may be spoken."""

    text: str
    voice: Voice
    model: str
    language: str


def read_wanted(body: Any, voice_id: str) -> Wanted:
    """What a request asks to be spoken; raises Invalid or ElevenLabsError."""
    if not isinstance(body, dict):
        raise Invalid(("", "Input should be a valid dictionary"))
    wrong = [(name, "Extra inputs are not permitted") for name in sorted(set(body) - _BODY)]
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        wrong.append(("text", "Field required"))
    if body.get("apply_text_normalization", "auto") not in ("auto", "on", "off", None):
        wrong.append(("apply_text_normalization", "Input should be 'auto', 'on' or 'off'"))
    for name in ("previous_request_ids", "next_request_ids", "pronunciation_dictionary_locators"):
        if len(body.get(name) or ()) > 3:
            wrong.append((name, "List should have at most 3 items"))
    wrong += wrong_settings(body.get("voice_settings"))
    if wrong:
        raise Invalid(*wrong)
    model = body.get("model_id") or _DEFAULT
    check_model(model)
    if len(str(text)) > MODELS[model].longest:
        raise ElevenLabsError(
            400, "max_character_limit_exceeded", f"At most {MODELS[model].longest} characters."
        )
    return Wanted(str(text), find_voice(voice_id), model, body.get("language_code") or "")


def wrong_settings(given: Any) -> list[tuple[str, str]]:
    """What is wrong with a text's `voice_settings`, as `(where, what)`."""
    if given is None:
        return []
    if not isinstance(given, dict):
        return [("voice_settings", "Input should be a valid dictionary")]
    wrong = []
    for name, value in given.items():
        where = f"voice_settings.{name}"
        if name == "use_speaker_boost":
            if not isinstance(value, bool | None):
                wrong.append((where, "Input should be a valid boolean"))
        elif name not in _SETTINGS:
            wrong.append((where, "Extra inputs are not permitted"))
        elif value is not None:
            least, most = _SETTINGS[name]
            if not isinstance(value, int | float) or not least <= value <= most:
                wrong.append((where, f"Input should be between {least:g} and {most:g}"))
    return wrong


def check_model(model: str) -> None:
    if model not in MODELS:
        raise ElevenLabsError(400, "model_not_found", f"A model with ID {model} does not exist.")


def find_voice(voice_id: str) -> Voice:
    """A voice of the account, or the error that the field's reports describe."""
    if voice := VOICES.get(voice_id):
        return voice
    raise ElevenLabsError(
        404, "voice_not_found", f"A voice for the voice_id {voice_id} was not found."
    )


def output_format(query: dict[str, str], *, whole: bool) -> str:
    """The format that the query names; raises Invalid."""
    name = query.get("output_format", "mp3_44100_128")
    try:
        check_format(name, whole=whole)
    except UnknownFormat as error:
        raise Invalid(("output_format", str(error))) from error
    return name
