"""Whether somebody only shows that they listen. Pure.

Said while the agent speaks, these words interrupt nothing and ask for no answer.
"""

import re

_WORD = re.compile(r"[\w']+")
_SHOW_LISTENING = """
    ajá aja ah ajam mhm mm mmm mmhm hm hmm hum uh huh um sí si ya vale claro bien bueno okay ok
    okey entiendo exacto perfecto correcto eso yes yeah yep right sure fine good exactly see i
    got it alright
"""
_ANSWER_THE_PHONE = "hola hello hi hey diga dígame bueno aló alo sí si yes mande quién es oigo"
_LISTENING = frozenset(_SHOW_LISTENING.split())
_HELLO = frozenset(_ANSWER_THE_PHONE.split())
_MOST = 3


def only_listens(text: str) -> bool:
    """Whether nothing but up to three such words was said; also True for no words at all."""
    return _is_of(_LISTENING, text)


def only_greets(text: str) -> bool:
    """Whether somebody only answers the phone: nothing that a greeting under way must stop for."""
    return _is_of(_HELLO, text)


def _is_of(known: frozenset[str], text: str) -> bool:
    words = _WORD.findall(text.lower())
    return len(words) <= _MOST and all(word in known for word in words)
