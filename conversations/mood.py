"""How somebody feels and what they want, by the words of one turn. Pure, and quick enough to be
asked of every turn while it is heard."""

import re
from dataclasses import dataclass

from conversations.plain import plain

_ANGRY = re.compile(
    r"\b(?:hart[oa]s?|verguenza|estaf\w+|ladron\w*|mentiros\w+|denunci\w+|abogad\w+|sinverguenza\w*"
    r"|me tienen hart\w+|ya esta bien|dejenme en paz|una falta de respeto"
    r"|sick of|fed up|outrageous|ridiculous|scam\w*|liar\w*|lawyer\w*|sue you|shut up|no respect"
    r"|leave me alone)\b"
)
_PERSON_WANTED = re.compile(
    r"\b(?:hablar con (?:una persona|un humano|alguien|un agente|un operador|el encargado|su jefe)"
    r"|paseme con|quiero (?:una persona|un humano)"
    r"|(?:speak|talk) (?:to|with) (?:a (?:real )?(?:person|human)|someone|somebody|an agent"
    r"|your (?:manager|supervisor))|real person)\b"
)
_GLAD = re.compile(
    r"\b(?:perfecto|genial|estupendo|encantad\w+|muchas gracias|me interesa|me encanta|buenisimo"
    r"|perfect|great|wonderful|lovely|thank you so much|sounds good|i'?m interested)\b"
)
_SORRY = re.compile(
    r"\b(?:no me interesa|no quiero|no gracias|no puedo|molest\w+|problema\w*|queja\w*|no funciona"
    r"|not interested|no thanks|don'?t want|problem\w*|complain\w*|annoy\w+|doesn'?t work)\b"
)
_NOT = re.compile(r"\bno (?:me interesa|quiero)\b|\bnot interested\b")


ALERTS = {"asked": frozenset({"person_wanted"}), "upset": frozenset({"person_wanted", "angry"})}
"""An agent's setting → the alerts at which a person takes over."""


@dataclass(frozen=True, slots=True)
class Mood:
    """`sentiment`: positive, neutral or negative. `alert`: angry, person_wanted, or ""."""

    sentiment: str
    alert: str = ""


def mood_of(text: str) -> Mood:
    """The mood of one turn of a person's."""
    words = plain(text)
    if _PERSON_WANTED.search(words):
        return Mood("negative" if _ANGRY.search(words) else "neutral", "person_wanted")
    if _ANGRY.search(words):
        return Mood("negative", "angry")
    if _GLAD.search(words) and not _NOT.search(words):
        return Mood("positive")
    return Mood("negative" if _SORRY.search(words) else "neutral")
