"""What we may send to ConversationRelay: every message is checked, and a bad one ends it."""

import json
from typing import Any

_TEXT = (str,)
_FLAG = (bool,)
# The documentation names both shapes for the kinds of input that may interrupt.
_FLAG_OR_WORD = (bool, str)
_WHOLE = (int,)

# type → (required fields, optional fields)
_SHAPES: dict[str, tuple[dict[str, tuple[type, ...]], dict[str, tuple[type, ...]]]] = {
    "text": (
        {"token": _TEXT},
        {
            "last": _FLAG,
            "lang": _TEXT,
            "interruptible": _FLAG_OR_WORD,
            "preemptible": _FLAG_OR_WORD,
        },
    ),
    "play": (
        {"source": _TEXT},
        {"loop": _WHOLE, "interruptible": _FLAG_OR_WORD, "preemptible": _FLAG_OR_WORD},
    ),
    "sendDigits": ({"digits": _TEXT}, {}),
    "language": ({}, {"ttsLanguage": _TEXT, "transcriptionLanguage": _TEXT}),
    "end": ({}, {"handoffData": _TEXT}),
}


class BadMessage(ValueError):
    """Twilio's 64107: the message failed validation."""


def read_message(text: str) -> dict[str, Any]:
    """The message, or BadMessage naming what is wrong with it."""
    try:
        message = json.loads(text)
    except ValueError as error:
        raise BadMessage("the message is not JSON") from error
    if not isinstance(message, dict) or message.get("type") not in _SHAPES:
        raise BadMessage(f"type must be one of {', '.join(_SHAPES)}")
    required, optional = _SHAPES[message["type"]]
    known = {**required, **optional}
    for name in required:
        if name not in message:
            raise BadMessage(f"{message['type']} needs {name}")
    for name, value in message.items():
        if name == "type":
            continue
        if name not in known:
            raise BadMessage(f"{message['type']} has no {name}")
        # A flag is an int to Python, and not to anybody's JSON schema.
        is_stray_flag = isinstance(value, bool) and bool not in known[name]
        if is_stray_flag or not isinstance(value, known[name]):
            raise BadMessage(f"{name} of {message['type']} has the wrong type")
    return message
