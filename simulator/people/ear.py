"""What a person makes of an agent's sentence."""

import re
from dataclasses import dataclass

_GOODBYE = re.compile(
    r"\b(adiós|adios|hasta luego|hasta pronto|hasta mañana|good ?bye|bye|que tenga (un |una )?"
    r"(buen|buena|excelente|lindo|feliz)|have a (good|great|nice|lovely|wonderful))",
    re.IGNORECASE,
)
_IDENTITY = re.compile(
    r"(hablo con|habla con|me comunico con|usted es|es usted|speaking (with|to)|am i speaking|"
    r"is this|may i speak|puedo hablar con)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(a qué hora|qué día|cuándo|en qué momento|what time|which day|what day|\bwhen\b|mejor hora)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(número|código|dígitos|documento|cédula|\bnumber\b|\bcode\b|digits|press|marque|pulse|oprima)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ear:
    question: bool
    goodbye: bool
    asks_identity: bool
    asks_when: bool
    asks_number: bool


def understand(text: str) -> Ear:
    asked = "?" in text
    return Ear(
        question=asked,
        goodbye=bool(_GOODBYE.search(text)) and not text.rstrip().endswith("?"),
        asks_identity=asked and bool(_IDENTITY.search(text)),
        asks_when=asked and bool(_WHEN.search(text)),
        asks_number=bool(_NUMBER.search(text)),
    )
