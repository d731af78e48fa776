"""What must never be said, kept back while it streams. Pure.

Text passes as it comes; only words that may be the beginning of something forbidden wait for the
next ones. So the first clause is not delayed, and nothing forbidden is half said.
"""

import re
from functools import lru_cache

from conversations.plain import plain

_HUMAN = (
    "soy una persona", "soy un ser humano", "soy humana", "soy humano", "soy de carne y hueso",
    "i am a real person", "i'm a real person", "i am a human", "i'm a human", "i am human",
    "i'm human", "sou uma pessoa", "sou humana", "sou humano", "sou um ser humano",
)  # fmt: skip
_NOT_A_MACHINE = (
    "no soy un robot", "no soy una maquina", "no soy una inteligencia artificial", "no soy una ia",
    "i am not a robot", "i'm not a robot", "i am not an ai", "i'm not an ai", "i'm not a machine",
    "i am not a machine", "nao sou um robo", "nao sou uma maquina",
    "nao sou uma inteligencia artificial",
)  # fmt: skip
_SECRETS = (
    "digame su contrasena", "deme su contrasena", "digame su clave", "deme su clave",
    "digame el numero de su tarjeta", "deme el numero de su tarjeta",
    "numero completo de su tarjeta",
    "codigo que le ha llegado", "codigo de verificacion que", "los tres digitos de atras",
    "tell me your password", "give me your password", "your full card number",
    "tell me your card number", "give me your card number", "the security code on the back",
    "read me the code", "diga sua senha", "me diga sua senha", "o numero do seu cartao",
    "codigo de verificacao que",
)  # fmt: skip
_INSTRUCTIONS = (
    "mis instrucciones son", "mis instrucciones dicen", "mi prompt", "my instructions are",
    "my instructions say", "my system prompt", "my prompt is", "minhas instrucoes sao",
    "minhas instrucoes dizem", "meu prompt",
)  # fmt: skip
FIXED = frozenset((*_HUMAN, *_NOT_A_MACHINE, *_SECRETS, *_INSTRUCTIONS))

_DENIALS = frozenset({"no", "not", "nao", "never", "nunca", "tampoco"})
_WORD = re.compile(r"[\w'’]+")
_CARD = re.compile(r"(?:\d[ -]?){13,19}")
_DIGITS_AT_END = re.compile(r"(?:\d[ -]?)+$")


class Censor:
    """That of one answer. `never` are the phrases, as `forbidden` gives them."""

    def __init__(self, never: frozenset[str]) -> None:
        self.struck = False
        self._never = never
        self._waiting = ""
        self._before = ""  # the last word that was let through

    def feed(self, piece: str) -> str:
        """What of the text so far may be said now. After something forbidden: nothing any more,
        and `struck` is true."""
        if self.struck:
            return ""
        self._waiting += piece
        return self._release(self._safe_until())

    def flush(self) -> str:
        """What is left at the end of the answer."""
        return "" if self.struck else self._release(len(self._waiting))

    def _release(self, end: int) -> str:
        said, self._waiting = self._waiting[:end], self._waiting[end:]
        words = _WORD.findall(said)
        self._before = plain(words[-1]) if words else self._before
        return said

    def _safe_until(self) -> int:
        """Where the text begins that has to wait; sets `struck` at something forbidden."""
        if card := _CARD.search(self._waiting):
            self.struck = True
            return card.start()
        starts, before = _starts_of(self._never), self._before
        for found in _WORD.finditer(self._waiting):
            word = plain(found[0])
            if word in starts:
                rest = plain(self._waiting[found.start() :])
                self.struck = self._is_forbidden(rest, before)
                if self.struck or (rest in starts and not _is_denied(rest, before)):
                    return found.start()
            before = word
        digits = _DIGITS_AT_END.search(self._waiting)
        return digits.start() if digits else len(self._waiting)

    def _is_forbidden(self, rest: str, before: str) -> bool:
        return any(
            (rest == phrase or rest.startswith(f"{phrase} ")) and not _is_denied(phrase, before)
            for phrase in self._never
        )


def forbidden(own: str) -> frozenset[str]:
    """The fixed phrases and an agent's own, one a line."""
    return FIXED | {words for line in own.splitlines() if (words := plain(line))}


def _is_denied(start: str, before: str) -> bool:
    """Nobody may say "soy una persona"; "no, no soy una persona" is the truth."""
    return before in _DENIALS and any(phrase.startswith(start) for phrase in _HUMAN)


@lru_cache(maxsize=256)
def _starts_of(never: frozenset[str]) -> frozenset[str]:
    """Every beginning of every phrase."""
    return frozenset(phrase[:end].strip() for phrase in never for end in range(1, len(phrase) + 1))
