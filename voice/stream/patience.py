"""How long a pause must be before it ends what somebody says. Pure.

Judged by what was understood so far: a whole sentence ends sooner, one that stops at "and" goes
on, and a number that is being dictated has pauses between its groups.
"""

import re

WHOLE = 0.36
USUAL = 0.56
UNFINISHED = 1.1
DICTATED = 1.5
"""Seconds of silence."""

_NUMBERS = """
    cero uno una un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce
    quince veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento doble
    arroba punto guion zero oh one two three four five six seven eight nine ten eleven twelve
    thirteen fourteen fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred double
    triple at dot dash
"""
_UNFINISHED = """
    y e o u pero que de del la el los las un una a al en con por para porque como si mi su tu
    es eh em este pues entonces sea and or but so because the an of to in on with for if my
    your is um uh er well like that
"""
_NUMBER_WORDS = frozenset(_NUMBERS.split())
_GO_ON = frozenset(_UNFINISHED.split())
_WORD = re.compile(r"[\w@']+")


def patience(understood: str) -> float:
    """Seconds of silence after which somebody who has said this has finished."""
    words = _WORD.findall(understood.lower())
    if not words:
        return USUAL
    if understood.rstrip().endswith("?"):
        return WHOLE
    if _is_number(words[-1]) and sum(map(_is_number, words)) >= 2:
        return DICTATED
    if words[-1] in _GO_ON or understood.rstrip().endswith(("…", ",", "-")):
        return UNFINISHED
    return WHOLE if understood.rstrip().endswith((".", "!")) else USUAL


def _is_number(word: str) -> bool:
    return word.isdigit() or word in _NUMBER_WORDS
