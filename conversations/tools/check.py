"""The check of what a model asks for. Pure.

A model's arguments are untrusted until they pass the tool's own schema here.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conversations.dialogue import Act
from conversations.moments import BadMoment, resolve_moment
from conversations.tools.catalogue import BOOK_APPOINTMENT, PROMISE_CALLBACK
from providers.llm.base import Tool, ToolCall

_TIMED = frozenset({PROMISE_CALLBACK, BOOK_APPOINTMENT})
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
TYPES = tuple(_TYPES)
"""What an argument may be."""


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
    if tool.name in _TIMED:
        try:
            moment = resolve_moment(arguments["when"], now=now, zone=zone)
        except BadMoment as error:
            return Fault(str(error))
        arguments["when"] = moment.isoformat()
    return Act(tool.name, arguments)


def _read(schema: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The arguments that the schema (a flat object) knows, and what is wrong."""
    properties: Mapping[str, Mapping[str, Any]] = schema["properties"]
    faults = [f"There is no argument {name[:40]!r}." for name in given if name not in properties]
    arguments: dict[str, Any] = {}
    for name, rule in properties.items():
        value = given.get(name)
        if value is None or value == "":
            if name in schema["required"]:
                faults.append(f"{name!r} is missing.")
        elif fault := _fault(name, rule, value):
            faults.append(fault)
        else:
            arguments[name] = value
    return arguments, faults


def _fault(name: str, rule: Mapping[str, Any], value: object) -> str:
    """What is wrong with one argument, or ""."""
    kind = rule.get("type", "string")
    is_flag = isinstance(value, bool)  # which Python counts as a number
    if not isinstance(value, _TYPES[kind]) or is_flag != (kind == "boolean"):
        return f"{name!r} must be {'an' if kind == 'integer' else 'a'} {kind}."
    if "enum" in rule and value not in rule["enum"]:
        return f"{name!r} must be one of {', '.join(map(str, rule['enum']))}."
    if isinstance(value, str) and len(value) > rule.get("maxLength", len(value)):
        return f"{name!r} is longer than {rule['maxLength']} characters."
    return ""
