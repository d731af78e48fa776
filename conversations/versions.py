"""An agent as it was published: to plain JSON, back, and against another."""

import difflib
import json
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field

from conversations.models import Agent, AgentVersion
from lib.errors import Text

_APART = frozenset({"id", "organization", "published", "created_at", "updated_at"})


def content_of(agent: Agent) -> dict[str, Any]:
    """Every field of the draft, as JSON keeps it."""
    values = {field.name: field.value_from_object(agent) for field in _fields()}
    content: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return content


def fields_of(content: Mapping[str, Any]) -> Any:
    """The fields that a version's content holds, as the model's own types."""
    return {
        field.name: field.to_python(content[field.name])
        for field in _fields()
        if field.name in content
    }


def agent_at(agent: Agent, version: AgentVersion | None) -> Agent:
    """The agent as it was in a version (None: as it is), not to be saved."""
    if version is None:
        return agent
    then = copy(agent)
    for name, value in fields_of(version.content).items():
        setattr(then, name, value)
    return then


def agent_for_call(agent: Agent, number: int | None) -> Agent:
    """The agent that holds a call: in the version that the call names, else the published one,
    else (nothing was ever published) the draft."""
    version = agent.versions.filter(number=number).first() if number else None
    return agent_at(agent, version or agent.published)


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs. `lines` are (sign, text): "+" new, "-" gone, " " as before."""

    label: Text
    lines: tuple[tuple[str, str], ...]


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What differs between two contents, field by field, line by line."""
    return [
        Change(field.verbose_name, tuple(_lines(old.get(field.name), new.get(field.name))))
        for field in _fields()
        if old.get(field.name) != new.get(field.name)
    ]


def _lines(old: object, new: object) -> Iterator[tuple[str, str]]:
    for line in difflib.ndiff(_text(old).splitlines(), _text(new).splitlines()):
        if not line.startswith("?"):
            yield line[0], line[2:]


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def _fields() -> list["Field[Any, Any]"]:
    return [field for field in Agent._meta.concrete_fields if field.name not in _APART]
