"""Who picked up, by the words that machines use, in Spanish, English and Portuguese. Pure."""

import re
from enum import StrEnum

from conversations.plain import plain


class Machine(StrEnum):
    """What talks when no person does."""

    VOICEMAIL = "voicemail"
    SCREENING = "screening"


_VOICEMAIL = re.compile(
    r"\b(?:deje|deja|dejar|grabe|graba) (?:su|tu|un|el) (?:mensaje|recado)"
    r"|\bdespues de(?:l tono| la senal| oir la senal| escuchar el tono)"
    r"|\bbuzon de (?:voz|mensajes)|\bcontestador automatico"
    r"|\b(?:no esta disponible|no puede atender(?:le|te|lo)?).{0,40}\b(?:mensaje|senal|tono)\b"
    r"|\b(?:leave|record) (?:a|your|me a) (?:\w+ )?message|\bafter the (?:tone|beep)"
    r"|\byou(?:'ve| have) reached the voice ?mail|\bvoice ?mail ?box|\bmailbox is full"
    r"|\bdeixe (?:seu|sua|o seu|a sua|um) (?:recado|mensagem)|\b(?:apos|depois d)o (?:sinal|bip)"
    r"|\bcaixa postal\b"
)
_SCREENING = re.compile(
    r"\b(?:diga|indique|digame) su nombre y (?:el|por que|para que|motivo)"
    r"|\bmotivo de (?:su|la) llamada\b.{0,60}\b(?:disponible|conecto|pasare|contestara)"
    r"|\b(?:say|state) your name and (?:why|the reason|your reason)"
    r"|\bstate your name\b|\bcall (?:screening|assist)|\busing a screening service"
    r"|\bdiga (?:o )?seu nome e (?:o motivo|por que)"
)


def machine_in(text: str) -> Machine | None:
    """The machine that speaks like this, or None for a person."""
    words = plain(text)
    if _SCREENING.search(words):
        return Machine.SCREENING
    return Machine.VOICEMAIL if _VOICEMAIL.search(words) else None
