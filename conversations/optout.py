"""Whether somebody asked not to be called any more: a rule, so that it never needs a model. Pure.

Errs on the side of those who want to be left alone; "not now" and "call me later" are no opt-out.
"""

import re

from conversations.plain import plain

KEY = "9"
"""The key that says the same."""

_LATER = (
    r"(?! (?:tarde|ahora|hoy|manana|hasta|antes|a las?|por la|en este momento|later|now|today"
    r"|tomorrow|until|before|at)\b)"
)
_END = r"(?=$| por favor| gracias| please| thanks?| ok)"
_LLAMAR = r"(?:llam|marqu|marc|molest|contact|telefone)\w*"
_LLAME = r"(?:llam|molest|contact)(?:e|en|es|eis)"
_QUITAR = r"(?:quit|borr|elimin|sac|saqu|remuev|retir)\w*"
_LISTA = r"(?:listas?|base|registros?|agenda)"
_NO_QUIERO = r"no (?:quiero|deseo|queremos|deseamos)"
_CALL = r"(?:call|phone|ring|contact|bother)"
_NOT = r"(?:do not|don'?t)"
_NEVER = rf"(?:{_NOT}|never)(?: you)?(?: ever)?"
_US = r"(?:me|us|here|this (?:number|house|phone)|my (?:number|house|home|phone|cell))"
_MINE = r"(?:me|us|my (?:phone )?(?:number|name|data|details)|this number|our number)"
_FROM = r"(?:off|from|out|of|your|the|that|this|any|all|calling|call|phone|marketing)"
_LIST = r"(?:lists?|database|records|system)"

_SPANISH = (
    rf"\bno (?:me|nos) {_LLAMAR}(?: \w+){{0,4}}? (?:mas|nunca|jamas)\b{_LATER}",
    rf"\bno (?:me|nos) {_LLAME}{_END}",
    rf"\bya no (?:me|nos) {_LLAME}\b{_LATER}",
    rf"\bno (?:me |nos |lo |se les ocurra )?vuelv\w+ a {_LLAMAR}\b{_LATER}",
    rf"\bnunca (?:mas )?(?:me|nos) (?:vuelv\w+ a )?{_LLAMAR}\b{_LATER}",
    rf"\b{_NO_QUIERO} que (?:me|nos) (?:\w+ a |sigan )?{_LLAMAR}\b{_LATER}",
    rf"\b{_NO_QUIERO} (?:recibir )?(?:mas |sus |estas )+llamadas\b",
    rf"\b{_NO_QUIERO} recibir llamadas\b",
    r"\bno mas llamadas\b",
    rf"\bdej\w* de {_LLAMAR}\b",
    r"\bdej\w*(?:me|nos) (?:en paz|tranquil\w+)\b",
    rf"\b(?:me |nos )?{_QUITAR}(?: \w+){{0,3}}? de (?:\w+ ){{0,3}}?{_LISTA}\b",
    rf"\b{_QUITAR} (?:mi|mis|este|nuestro) (?:numero|telefono|contacto|datos)\b",
    rf"\bde baja{_END}",
    r"\bde baja de (?:la|su|sus|esta|estas) (?:listas?|llamadas|base)\b",
    r"\blista robinson\b",
)
_ENGLISH = (
    rf"\b(?:stop|quit) {_CALL}ing\b",
    rf"\b{_NEVER} {_CALL} (?:{_US} )?(?:back )?(?:again|any ?more|ever)\b{_LATER}",
    rf"\b{_NEVER} {_CALL}(?: {_US})?(?: back)?{_END}",
    rf"\b{_NOT} want (?:you |anyone )?to (?:be )?{_CALL}(?:ed)?\b(?! (?:me )?(?:now|later|today))",
    rf"\b{_NOT} want (?:to (?:get|receive) )?(?:any ?more |any |more |your |these )+calls\b",
    r"\bno more (?:phone )?calls\b",
    rf"\b(?:remove|take|delete|drop|get|strike) {_MINE}(?: {_FROM}){{1,5}} {_LIST}\b",
    rf"\b(?:remove|delete) {_MINE}{_END}",
    rf"\btake {_MINE} off\b",
    r"\blose my number\b",
    r"\bleave (?:me|us) alone\b",
    r"\bunsubscribe\b",
    r"\bopt(?:ing)? (?:me |us )?out\b",
    r"\bdo not call (?:list|register|registry)\b",
)
_PATTERNS = tuple(re.compile(pattern) for pattern in _SPANISH + _ENGLISH)


def asks_to_opt_out(text: str) -> bool:
    """Whether these words, in Spanish or English, ask that the calls stop for good."""
    words = plain(text)
    return any(pattern.search(words) for pattern in _PATTERNS)
