"""What the system prompt asks: who speaks, for whom, to whom, and to what end."""

import re
from dataclasses import dataclass

from simulator.language import language_of

_FIELDS: dict[str, tuple[str, ...]] = {
    "goal": ("goal", "objetivo", "purpose", "propósito", "proposito", "objective", "motivo"),
    "agent": (
        "agent name", "agent", "your name", "nombre del agente", "agente", "tu nombre", "name",
        "nombre",
    ),
    "business": (
        "business name", "business", "company", "organization", "organisation", "empresa",
        "negocio", "organización", "nombre de la empresa", "nombre del negocio",
    ),
    "language": ("language", "idioma", "lengua"),
    "contact": (
        "contact name", "contact", "contact's name", "person", "customer", "contacto", "cliente",
        "nombre del contacto", "persona", "nombre del cliente",
    ),
}  # fmt: skip
_LINE = re.compile(r"^\s*[-*•#]*\s*\**([\w' áéíóúñÁÉÍÓÚÑ]{2,30}?)\**\s*[:=]\s*\**\s*(.+?)\s*$")
_QUESTION = re.compile(r"^\s*(?:[-*•]\s*|\d+[.)]\s*)(.+\?)\s*$|^\s*(¿.+\?)\s*$")
_FACTS_BEGIN = re.compile(r"^\W*(datos|facts|hechos|información|information)\W*$", re.IGNORECASE)
_LANGUAGES = {"es": ("es", "spa", "cast"), "en": ("en", "ing")}


@dataclass(frozen=True, slots=True)
class Brief:
    goal: str
    agent: str
    business: str
    language: str  # "es", "en" or "" when the prompt does not say
    contact: str
    facts: tuple[str, ...]
    questions: tuple[str, ...]


def read_brief(prompt: str) -> Brief:
    """The brief in a system prompt of lines such as `Goal: …` or `Objetivo: …`."""
    found: dict[str, str] = {}
    questions: list[str] = []
    rest: list[str] = []
    for line in prompt.splitlines():
        if question := _QUESTION.match(line):
            questions.append(question[1] or question[2])
            continue
        name = _field(line)
        if name and name not in found:
            match = _LINE.match(line)
            found[name] = match[2] if match else ""
        elif line.strip():
            rest.append(line)
    language = _language(found.get("language", "")) or language_of(prompt)
    return Brief(
        goal=found.get("goal", "").rstrip("."),
        agent=found.get("agent", ""),
        business=found.get("business", ""),
        language=language,
        contact=found.get("contact", ""),
        facts=_facts(rest),
        questions=tuple(questions),
    )


def _facts(lines: list[str]) -> tuple[str, ...]:
    """Sentences of the part titled `Facts:`, or of every line where there is no such part."""
    begin = next((place for place, line in enumerate(lines) if _FACTS_BEGIN.match(line)), None)
    if begin is not None:
        lines = lines[begin + 1 :]
        end = next((place for place, line in enumerate(lines) if line.startswith("#")), len(lines))
        lines = lines[:end]
    sentences = (part for line in lines for part in re.split(r"(?<=[.!?])\s+", line))
    return tuple(bare for part in sentences if (bare := part.strip(" -*•#")))


def _field(line: str) -> str:
    match = _LINE.match(line)
    if match is None:
        return ""
    label = match[1].strip().lower()
    return next((name for name, labels in _FIELDS.items() if label in labels), "")


def _language(text: str) -> str:
    start = text.strip().lower()
    return next((code for code, starts in _LANGUAGES.items() if start.startswith(starts)), "")
