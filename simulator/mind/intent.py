"""What the person means, by the words they use."""

import re
from typing import Literal

Intent = Literal[
    "opt_out", "wrong_number", "voicemail", "screening", "robot", "person_wanted", "callback",
    "angry", "refusal", "goodbye", "question", "time", "number", "unclear", "silence", "yes",
    "hello", "other",
]  # fmt: skip

# The order decides: whoever asks to be removed has said everything.
_SIGNS: tuple[tuple[Intent, str], ...] = (
    (
        "opt_out",
        r"b[oó]rr(en|e|ar)me|dar(me)? de baja|den de baja|no (me )?(vuelvan|vuelva) a llamar|"
        r"no me llame|no me llamen|qu[ií]t(en|e)me|elim[ií]n(en|e)me|stop calling|"
        r"take me off|remove (me|my)|don'?t (ever )?call( me)? (again|any ?more)|unsubscribe|"
        r"do not call|leave me alone|d[eé]jenme en paz",
    ),
    (
        "voicemail",
        r"(deje|deja) (su|tu|un) mensaje|despu[eé]s (de la se[ñn]al|del tono)|buz[oó]n de voz|"
        r"leave (a|your) message|after the (tone|beep)|voicemail",
    ),
    (
        "screening",
        r"(diga|indique) su nombre y el motivo|say your name and (why|the reason)|"
        r"state your name",
    ),
    (
        "wrong_number",
        r"n[uú]mero equivocado|equivocado de n[uú]mero|aqu[ií] no (vive|hay)|wrong number|"
        r"nobody by that name|no one (here )?by that name",
    ),
    ("robot", r"\brobot\b|m[aá]quina|\bbot\b|inteligencia artificial|a machine|\bAI\b|artificial"),
    (
        "person_wanted",
        r"hablar con (una persona|un humano|alguien|un agente)|p[aá]seme con|speak (to|with) "
        r"(a (real )?(person|human)|someone)|talk to (a (real )?(person|human)|someone)|"
        r"real person",
    ),
    (
        "callback",
        r"ll[aá]m(ar?|e|en)me (m[aá]s tarde|luego|ma[ñn]ana|el |a las|otro)|me puede llamar|"
        r"(ahora|en este momento) no puedo|call (me )?(back|later|tomorrow)|can'?t talk|"
        r"not a good time|i'?m busy|estoy ocupad[oa]",
    ),
    (
        "angry",
        r"\bhart[oa]\b|verg[üu]enza|otra vez ustedes|no tienen respeto|sick of|outrageous|"
        r"you people|no respect|fed up",
    ),
    (
        "refusal",
        r"no (me|estoy|nos) interes|no,? gracias|no quiero|ya le dije que no|not interested|"
        r"no,? thank|no thanks|don'?t want|i said no|^\W*no\b(?!.*\bs[ií]\b)",
    ),
    ("goodbye", r"\badi[oó]s\b|hasta luego|hasta pronto|\bbye\b|goodbye|chao"),
    ("unclear", r"^[\Wm]*(mm+|e+h+|err+|uh+|mhm|ss[ií]|yea)\b.*(…|mm)"),
    ("silence", r"^\s*$"),
    ("number", r"^[\d\s#*.-]{2,}$"),
    (
        "hello",
        r"^\W*(diga|d[ií]game|al[oó]|bueno|hola|s[ií],? d[ií]game|hello|hi|yes,? hello)\W*"
        r"(\?|who'?s this\?|$)",
    ),
    ("silence", r"sigue ah[ií]|me escucha|still there|can you hear|are you there"),
    # "How can I help?" is a way to say yes.
    ("yes", r"ayudarle\?|can i help\?"),
    ("question", r"\?\s*$"),
    (
        "time",
        r"\b(lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|ma[ñn]ana|tarde|a las|"
        r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|afternoon|morning|at "
        r"(one|two|three|four|five|six|seven|eight|nine|ten|eleven|noon|\d))\b",
    ),
    (
        "yes",
        r"\b(s[ií]|claro|vale|de acuerdo|perfecto|por supuesto|bien|ok|okay|yes|yeah|sure|"
        r"speaking|that'?s me|sounds good|works|perfect|alright|right|siga|go (on|ahead))\b",
    ),
)
_COMPILED = tuple((intent, re.compile(sign, re.IGNORECASE)) for intent, sign in _SIGNS)


def intent_of(text: str) -> Intent:
    """One intent a sentence, the weightiest first."""
    return next((intent for intent, sign in _COMPILED if sign.search(text)), "other")
