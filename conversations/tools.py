"""What an agent may ask to be done during a call, and the check of what it asks. Pure.

A model's arguments are untrusted until they pass the tool's own schema here. Whom an act
concerns is never an argument: the host knows whose call it is.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conversations.dialogue import Act
from conversations.moments import BadMoment, resolve_moment
from providers.llm.base import Tool, ToolCall

END_CALL = "end_call"
OPT_OUT = "opt_out"
PROMISE_CALLBACK = "promise_callback"
NOTE_FACT = "note_fact"

ENDINGS = ("goal_met", "interested", "not_interested", "wrong_number", "voicemail", "talked")
"""How a model may say that a call ended: some of the values of `calls.models.Outcome`."""


def _tool(name: str, description: str, required: tuple[str, ...], **properties: Any) -> Tool:
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
    return Tool(name=name, description=description, parameters=schema)


TOOLS = (
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
        when={
            "type": "string",
            "maxLength": 80,
            "description": (
                "The person's local date and time, 2026-01-31T17:30, or their own words: "
                "'mañana a las cinco de la tarde', 'Monday at 10', 'in two hours'."
            ),
        },
    ),
    _tool(
        NOTE_FACT,
        "Remember something that the person said and the business will want to know.",
        ("key", "value"),
        key={"type": "string", "maxLength": 40, "description": "A short name: 'budget'."},
        value={"type": "string", "maxLength": 300},
    ),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a tool was not used, in words that help a model to do it right."""

    text: str


def check_call(
    call: ToolCall, *, tools: tuple[Tool, ...], now: dt.datetime, zone: str
) -> Act | Fault:
    """The act that a model asks for, its arguments checked; or the fault to tell it.

    `zone` (IANA) is where the person is: times without an offset are by the clock there. In the
    act, `when` is ISO 8601 with an offset.
    """
    tool = next((tool for tool in tools if tool.name == call.name), None)
    if tool is None:
        return Fault(f"There is no tool {call.name[:40]!r}.")
    arguments, faults = _read(tool.parameters, call.arguments)
    if faults:
        return Fault(" ".join(faults))
    if tool.name == PROMISE_CALLBACK:
        try:
            moment = resolve_moment(arguments["when"], now=now, zone=zone)
        except BadMoment as error:
            return Fault(str(error))
        arguments["when"] = moment.isoformat()
    return Act(tool.name, arguments)


def _read(schema: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The arguments that the schema (a flat object of strings) knows, and what is wrong."""
    properties: Mapping[str, Mapping[str, Any]] = schema["properties"]
    faults = [f"There is no argument {name[:40]!r}." for name in given if name not in properties]
    arguments: dict[str, Any] = {}
    for name, rule in properties.items():
        value = given.get(name)
        if value is None or value == "":
            if name in schema["required"]:
                faults.append(f"{name!r} is missing.")
        elif not isinstance(value, str):
            faults.append(f"{name!r} must be a string.")
        elif "enum" in rule and value not in rule["enum"]:
            faults.append(f"{name!r} must be one of {', '.join(rule['enum'])}.")
        elif len(value) > rule.get("maxLength", len(value)):
            faults.append(f"{name!r} is longer than {rule['maxLength']} characters.")
        else:
            arguments[name] = value
    return arguments, faults
