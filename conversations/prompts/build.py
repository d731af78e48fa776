"""The prompt of one call, from the agent, the person and the hour. Pure.

What changes from call to call stands last, so that a model's own cache serves the rest.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from conversations.snapshot import AgentSnapshot, ContactFacts, language_between
from conversations.tools import ALWAYS

_FOLDER = Path(__file__).parent
_MOST_FACTS = 30
_LONGEST_FACT = 300
_WEEKDAYS = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_PERSON = {"es": "Persona", "en": "Person"}
_TITLES = {
    "es": {
        "persona": "# Tu manera de ser",
        "script": "# Los pasos de esta conversación",
        "find_out": "# Averigua, sin que parezca un interrogatorio",
        "objections": "# Si pone reparos",
        "closing": "# Cómo te despides",
        "instructions": "# Además, para este negocio",
        "facts": "Datos:",
    },
    "en": {
        "persona": "# Your manner",
        "script": "# The steps of this conversation",
        "find_out": "# Find out, without it being an interrogation",
        "objections": "# If they object",
        "closing": "# How you say goodbye",
        "instructions": "# Also, for this business",
        "facts": "Facts:",
    },
}
_MEMORY = {"es": "De otras llamadas", "en": "From earlier calls"}


def build_prompt(agent: AgentSnapshot, contact: ContactFacts, now: dt.datetime) -> str:
    """The system prompt. `now` is aware; the model is told it by the clock where the person is.

    The agent's texts come from the business and are instructions. The person's fields are data:
    they stand between marks that they cannot write themselves.
    """
    language = language_between(agent, contact)
    here = now.astimezone(ZoneInfo(contact.zone))
    return _text(language, "frame").substitute(
        agent=_line(agent.name),
        business=_line(agent.business),
        goal=_line(agent.goal),
        purpose=_text(language, agent.purpose).template.strip(),
        tools=_tools(language, agent.tools),
        briefing="".join(
            _section(title, getattr(agent, name)) for name, title in _TITLES[language].items()
        ),
        now=f"{_WEEKDAYS[language][here.weekday()]} {here:%Y-%m-%d %H:%M} ({contact.zone})",
        person="\n".join(_person(contact, language)),
    )


@cache
def _text(language: str, name: str) -> Template:
    return Template((_FOLDER / language / f"{name}.txt").read_text(encoding="utf-8"))


def _tools(language: str, names: tuple[str, ...]) -> str:
    """The lines about what this agent may do, and those about everybody's."""
    lines = (line.partition(": ") for line in _text(language, "tools").template.splitlines())
    return "\n".join(
        f"- {told}" for name, _, told in lines if name in (*ALWAYS, *names) or name == "all"
    )


def _section(title: str, text: str) -> str:
    """A titled part and the empty line after it; nothing where there is no text."""
    return f"{title}\n{text.strip()}\n\n" if text.strip() else ""


def _person(contact: ContactFacts, language: str) -> Iterator[str]:
    if name := _line(contact.name):
        yield f"{_PERSON[language]}: {name}"
    for key, value in list(contact.attributes.items())[:_MOST_FACTS]:
        if _line(key) and _line(value):
            yield f"{_line(key)}: {_line(value)}"
    for remembered in contact.memory[:_MOST_FACTS]:
        if _line(remembered):
            yield f"{_MEMORY[language]}: {_line(remembered)}"


def _line(text: str) -> str:
    """One line without the marks that fence data in."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.replace("<", " ").replace(">", " ").split())[:_LONGEST_FACT]
