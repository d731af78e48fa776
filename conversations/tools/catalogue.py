"""What an agent may ask to be done during a call. Pure.

Whom an act concerns is never an argument: the host knows whose call it is.
"""

from typing import Any

from providers.llm.base import Tool

END_CALL = "end_call"
OPT_OUT = "opt_out"
PROMISE_CALLBACK = "promise_callback"
NOTE_FACT = "note_fact"
TRANSFER = "transfer"
BOOK_APPOINTMENT = "book_appointment"
LOOKUP_KNOWLEDGE = "lookup_knowledge"
SEND_MESSAGE = "send_message"
PRESS_KEYS = "press_keys"

ALWAYS = (END_CALL, OPT_OUT)
"""What no agent can be without: leaving, and obeying somebody who wants to be left alone."""

ENDINGS = ("goal_met", "interested", "not_interested", "wrong_number", "voicemail", "talked")
"""How a model may say that a call ended: some of the values of `calls.models.Outcome`."""

_WHEN = (
    "The person's local date and time, 2026-01-31T17:30, or their own words: "
    "'mañana a las cinco de la tarde', 'Monday at 10', 'in two hours'."
)


def _tool(name: str, description: str, required: tuple[str, ...], **properties: Any) -> Tool:
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
    return Tool(name=name, description=description, parameters=schema)


_CATALOGUE = (
    _tool(
        END_CALL,
        "Hang up. First say goodbye in the same answer, then call this.",
        ("outcome",),
        outcome={
            "type": "string",
            "enum": list(ENDINGS),
            "description": "What came of the call. `talked`: none of the others fits.",
        },
        summary={
            "type": "string",
            "maxLength": 500,
            "description": "One or two sentences for the staff: what the person said and wants.",
        },
    ),
    _tool(
        OPT_OUT,
        "The person asked not to be called any more. Use it at once, whatever else was said.",
        (),
        reason={"type": "string", "maxLength": 300, "description": "In the person's words."},
    ),
    _tool(
        PROMISE_CALLBACK,
        "The person asked to be called at another time, and you agreed on it.",
        ("when",),
        when={"type": "string", "maxLength": 80, "description": _WHEN},
    ),
    _tool(
        NOTE_FACT,
        "Remember something that the person said and the business will want to know.",
        ("key", "value"),
        key={"type": "string", "maxLength": 40, "description": "A short name: 'budget'."},
        value={"type": "string", "maxLength": 300},
    ),
    _tool(
        TRANSFER,
        "Connect the person with somebody at the business. First say that you do, then call this.",
        (),
        reason={"type": "string", "maxLength": 300, "description": "What it is about."},
    ),
    _tool(
        BOOK_APPOINTMENT,
        "Write an appointment into the business's calendar, or move the one that this person has. "
        "The answer says whether it is done, or which times are free instead.",
        ("when",),
        when={"type": "string", "maxLength": 80, "description": _WHEN},
        about={"type": "string", "maxLength": 200, "description": "What it is for."},
    ),
    _tool(
        LOOKUP_KNOWLEDGE,
        "Look something up in the business's documents. Answer with what they say, and nothing "
        "that they do not say.",
        ("question",),
        question={"type": "string", "maxLength": 300},
    ),
    _tool(
        SEND_MESSAGE,
        "Send this person a text message, for what is better read than heard.",
        ("text",),
        text={"type": "string", "maxLength": 600},
    ),
    _tool(
        PRESS_KEYS,
        "Press keys of the telephone, where a machine asks for it (a menu, an extension). Say "
        "nothing with it.",
        ("keys",),
        keys={
            "type": "string",
            "maxLength": 32,
            "description": "0-9, * and #; w waits half a second: 'ww2'.",
        },
    ),
)
BY_NAME = {tool.name: tool for tool in _CATALOGUE}
OPTIONAL = tuple(name for name in BY_NAME if name not in ALWAYS)
"""What an agent may or may not be allowed."""

TOOLS = tuple(BY_NAME[name] for name in (*ALWAYS, PROMISE_CALLBACK, NOTE_FACT))
"""What an agent has unless it is said otherwise."""


def tools_named(names: list[str]) -> tuple[Tool, ...]:
    """The tools of these names that we have, and those that no agent is without."""
    return tuple(tool for tool in _CATALOGUE if tool.name in ALWAYS or tool.name in names)
