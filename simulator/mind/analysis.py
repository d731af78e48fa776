"""A finished conversation, judged and written as the JSON that was asked for."""

import re
from typing import Any

from simulator.mind.intent import intent_of
from simulator.mind.schema import Schema, fill, resolved
from simulator.mind.tools import disposition_among

_MEANINGS = {
    "opt_out": "opt_out",
    "wrong_number": "wrong_number",
    "voicemail": "voicemail",
    "callback": "callback",
    "refusal": "refused",
    "angry": "refused",
}
_SENTIMENTS = {"agreed": "positive", "refused": "negative", "opt_out": "negative"}
_PERSON = ("person:", "user:", "contact:", "customer:", "persona:", "cliente:", "contacto:")
_PLACE = re.compile(r"^\s*\[\d+\]\s*", re.MULTILINE)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
_NUMBERED = re.compile(r"\[(\d+)\] person: (.+)")
_DISPOSITION_NAMES = ("disposition", "outcome", "result", "status", "resultado")


def analyse(schema: Schema, text: str) -> dict[str, Any]:
    """An object of `schema` about the conversation in `text`, whose lines name who speaks."""
    spoken = _words_of_the_person(text)
    meant = _meaning(spoken)
    summary = f"The person said: {spoken[-1]}" if spoken else "The person said nothing."
    filled: dict[str, Any] = fill(schema, schema, summary)
    for name, given in schema.get("properties", {}).items():
        part = resolved(given, schema)
        options = part.get("enum")
        if options and "sentiment" in name:
            wanted = _SENTIMENTS.get(meant, "neutral")
            filled[name] = wanted if wanted in options else options[0]
        elif options and name in _DISPOSITION_NAMES:
            filled[name] = disposition_among(options, meant)
        elif part.get("type") == "boolean":
            filled[name] = _flag(name, meant)
        elif set(part.get("properties", {})) == {"value", "turn", "quote"}:
            filled[name] = _proof(part["properties"]["value"], text, meant)
        elif part.get("type") == "object" and "$defs" not in schema:
            filled[name] = analyse(part, text)
    return filled


def _proof(value: Schema, text: str, meant: str) -> dict[str, Any]:
    """What the person said last, as the proof of what they meant."""
    said = [found for line in text.splitlines() if (found := _NUMBERED.match(line.strip()))]
    options, description = value.get("enum"), value.get("description", "")
    if options and "yes" in options:
        told = "yes" if meant == "agreed" else "no"
    elif options and "positive" in options:
        told = _SENTIMENTS.get(meant, "neutral")
    elif options:
        told = disposition_among(options, meant)
    elif "As digits" in description:
        numbers = [found for line in said for found in _DIGITS.findall(line[2])]
        told = numbers[-1] if numbers else ""
    else:
        told = said[-1][2] if said else ""
    if not said:
        return {"value": told, "turn": 0, "quote": ""}
    return {"value": told, "turn": int(said[-1][1]), "quote": said[-1][2]}


def _words_of_the_person(text: str) -> list[str]:
    spoken = []
    for line in _PLACE.sub("", text).splitlines():
        if line.strip().lower().startswith(_PERSON):
            spoken.append(line.split(":", 1)[1].strip())
    return spoken


def _meaning(spoken: list[str]) -> str:
    intents = [intent_of(words) for words in spoken]
    for intent, meaning in _MEANINGS.items():
        if intent in intents:
            return meaning
    return "agreed" if "yes" in intents or "time" in intents else "unclear"


def _flag(name: str, meant: str) -> bool:
    if "opt" in name or "remove" in name or "do_not_call" in name:
        return meant == "opt_out"
    if "callback" in name or "call_back" in name:
        return meant == "callback"
    return meant == "agreed"
