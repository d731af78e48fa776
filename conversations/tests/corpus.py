"""Conversations written out: what the person does, what the model answers, what must come of it.

Sixteen behaviours, each for every type of campaign and both languages. The model's part is written
too, so that what is tested is ours: rules, checks of tools, endings, and the verdict.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from conversations.dialogue import Event, Heard, Pressed, Silence
from conversations.tests.scripted import Step, tool
from conversations.verdict import Ending
from providers.errors import Ambiguous

LANGUAGES = ("es", "en")


@dataclass(frozen=True)
class Turn:
    """An event, and the scripts with which the model answers it (one a request)."""

    event: Event
    model: tuple[tuple[Step, ...], ...] = ()
    says: str = ""  # what must be among the agent's words


@dataclass(frozen=True)
class Scene:
    name: str
    purpose: str
    language: str
    turns: tuple[Turn, ...]
    outcome: str
    facts: dict[str, str] = field(default_factory=dict)
    callback_at: str = ""
    opted_out: bool = False
    ends: str = "end_call"  # how the agent ends it; "" when the person does
    ended_by: Ending = Ending.AGENT


# What a good call of each type says and notes, by language.
TYPES: dict[str, dict[str, tuple[str, str, dict[str, str]]]] = {
    "sales": {
        "es": ("¿Le reservo un roscón?", "Queda reservado.", {"pedido": "un roscón"}),
        "en": ("Shall I put a cake aside for you?", "It is reserved.", {"order": "one cake"}),
    },
    "support": {
        "es": ("¿Qué le falla?", "El técnico le llamará.", {"incidencia": "no enciende"}),
        "en": ("What goes wrong?", "The team will contact you.", {"problem": "won't start"}),
    },
    "survey": {
        "es": ("Del uno al diez, ¿qué nota nos pone?", "Gracias, ocho.", {"nota": "ocho"}),
        "en": ("From one to ten, how do you rate us?", "Thank you, eight.", {"rating": "eight"}),
    },
    "reminder": {
        "es": ("¿Vendrá el martes a las nueve?", "Confirmado.", {"asistencia": "confirma"}),
        "en": ("Will you come on Tuesday at nine?", "Confirmed.", {"attendance": "confirmed"}),
    },
    "collection": {
        "es": ("¿Cuándo podría pagarlo?", "El viernes, anotado.", {"compromiso": "el viernes"}),
        "en": ("When could you pay it?", "On Friday, noted.", {"commitment": "Friday"}),
    },
    "lead": {
        "es": ("¿Con qué presupuesto cuenta?", "Mil euros, bien.", {"presupuesto": "mil euros"}),
        "en": ("What budget do you have?", "A thousand, fine.", {"budget": "a thousand"}),
    },
    "appointment": {
        "es": ("¿Le viene bien el jueves?", "El jueves a las diez.", {"cita": "jueves a las diez"}),
        "en": ("Does Thursday suit you?", "Thursday at ten.", {"appointment": "Thursday at ten"}),
    },
}


def scenes() -> Iterator[Scene]:
    """All of them."""
    for behave in BEHAVIOURS:
        for purpose, words in TYPES.items():
            for language in LANGUAGES:
                yield behave(purpose, language, words[language])


Words = tuple[str, str, dict[str, str]]


def _in(language: str, spanish: str, english: str) -> str:
    return spanish if language == "es" else english


def _scene(name: str, purpose: str, language: str, *turns: Turn, **expected: Any) -> Scene:
    return Scene(name, purpose, language, turns, **expected)


def _asks(language: str, words: Words) -> Turn:
    event = Heard(_in(language, "Sí, dígame", "Yes, go ahead"))
    return Turn(event, ((words[0],),), says=words[0])


def _notes(facts: dict[str, str]) -> tuple[Step, ...]:
    return tuple(tool("note_fact", key=key, value=value) for key, value in facts.items())


def _closes(language: str, words: Words, *, outcome: str = "goal_met") -> Turn:
    bye = _in(language, "Muchas gracias. Adiós.", "Thank you. Goodbye.")
    script = (f"{words[1]} ", bye, *_notes(words[2]), tool("end_call", outcome=outcome))
    return Turn(Heard(_in(language, "Sí, perfecto", "Yes, perfect")), (script,), says=words[1])


def agrees(purpose: str, language: str, words: Words) -> Scene:
    turns = (_asks(language, words), _closes(language, words))
    return _scene("agrees", purpose, language, *turns, outcome="goal_met", facts=words[2])


def declines(purpose: str, language: str, words: Words) -> Scene:
    no = Heard(_in(language, "No me interesa, gracias", "I'm not interested, thanks"))
    bye = _in(language, "Entendido. Gracias. Adiós.", "I see. Thank you. Goodbye.")
    last = Turn(no, ((bye, tool("end_call", outcome="not_interested", summary="No le interesa.")),))
    turns = (_asks(language, words), last)
    return _scene("declines", purpose, language, *turns, outcome="not_interested")


def asks_for_tomorrow(purpose: str, language: str, words: Words) -> Scene:
    when = _in(language, "mañana a las cinco de la tarde", "tomorrow at 5 pm")
    later = Heard(_in(language, f"Llámeme {when}", f"Call me {when}"))
    bye = _in(language, "Le llamo mañana a las cinco. Adiós.", "I'll call tomorrow. Goodbye.")
    promised = (tool("promise_callback", when=when),)
    last = (bye, tool("end_call", outcome="talked"))
    turns = (_asks(language, words), Turn(later, (promised, last), says=bye))
    at = "2026-11-19T17:00:00+01:00"
    return _scene("tomorrow", purpose, language, *turns, outcome="callback", callback_at=at)


def opts_out_in_words(purpose: str, language: str, words: Words) -> Scene:
    """By rule: the model is never asked."""
    stop = _in(language, "No me vuelvan a llamar nunca más", "Take me off your list")
    turns = (_asks(language, words), Turn(Heard(stop)))
    expected: dict[str, Any] = {"outcome": "opted_out", "opted_out": True}
    return _scene("opts out", purpose, language, *turns, **expected)


def opts_out_by_key(purpose: str, language: str, words: Words) -> Scene:
    turns = (_asks(language, words), Turn(Pressed("9")))
    expected: dict[str, Any] = {"outcome": "opted_out", "opted_out": True}
    return _scene("presses nine", purpose, language, *turns, **expected)


def opts_out_oddly(purpose: str, language: str, words: Words) -> Scene:
    """In words that no rule knows: the model's tool does it."""
    odd = _in(language, "Olvídense de que existo", "Forget that I exist")
    turns = (_asks(language, words), Turn(Heard(odd), ((tool("opt_out", reason=odd),),)))
    expected: dict[str, Any] = {"outcome": "opted_out", "opted_out": True}
    return _scene("opts out oddly", purpose, language, *turns, **expected)


def is_somebody_else(purpose: str, language: str, words: Words) -> Scene:
    wrong = _in(language, "Se equivoca de número", "You have the wrong number")
    sorry = _in(language, "Disculpe la molestia. Adiós.", "Sorry to bother you. Goodbye.")
    turns = (Turn(Heard(wrong), ((sorry, tool("end_call", outcome="wrong_number")),)),)
    return _scene("wrong number", purpose, language, *turns, outcome="wrong_number")


def is_a_voicemail(purpose: str, language: str, words: Words) -> Scene:
    """By rule: the message is left word for word, the model is never asked."""
    greeting = _in(
        language,
        "Ha llamado al buzón de voz. Deje su mensaje después de la señal.",
        "The person you called is not available. Please leave a message after the tone.",
    )
    turns = (Turn(Heard(greeting), says=_in(language, "Llámenos", "Call us back")),)
    return _scene("voicemail", purpose, language, *turns, outcome="voicemail")


def screens_then_agrees(purpose: str, language: str, words: Words) -> Scene:
    screen = _in(
        language,
        "Hola, diga su nombre y el motivo de su llamada",
        "Hi, please say your name and why you're calling",
    )
    says = _in(language, "inteligencia artificial", "artificial intelligence")
    turns = (Turn(Heard(screen), says=says), _asks(language, words), _closes(language, words))
    return _scene("screening", purpose, language, *turns, outcome="goal_met", facts=words[2])


def says_nothing(purpose: str, language: str, words: Words) -> Scene:
    there = _in(language, "¿Sigue ahí?", "Are you still there?")
    turns = (Turn(Silence(7), says=there), Turn(Silence(7)), Turn(Silence(7)))
    return _scene("silent", purpose, language, *turns, outcome="no_answer")


def mumbles_then_agrees(purpose: str, language: str, words: Words) -> Scene:
    again = _in(language, "no le he oído bien", "I didn't catch that")
    offer = _in(language, "¿Sí o no?", "Yes or no?")
    turns = (
        Turn(Heard("Mmm… eh"), says=again),
        Turn(Heard("Mmmm"), ((offer,),), says=offer),
        _asks(language, words),
        _closes(language, words),
    )
    return _scene("mumbles", purpose, language, *turns, outcome="goal_met", facts=words[2])


def gets_angry_and_is_transferred(purpose: str, language: str, words: Words) -> Scene:
    rage = _in(language, "Quiero hablar con una persona ya", "I want to talk to a person now")
    pass_on = _in(language, "Claro, le paso.", "Of course, I'll put you through.")
    turns = (
        _asks(language, words),
        Turn(Heard(rage), ((pass_on, tool("transfer", reason=rage)),), says=pass_on),
    )
    return _scene("transfer", purpose, language, *turns, outcome="talked", ends="transfer")


def changes_language(purpose: str, language: str, words: Words) -> Scene:
    """From then on the fixed sentences are in the other one, too."""
    other = "en" if language == "es" else "es"
    asks = _in(other, "Perdone, ¿habla español? No le entiendo", "Sorry, do you speak English?")
    answer = _in(other, "Claro, sigo en español.", "Of course, let's go on in English.")
    repeat = _in(other, "no le he oído bien", "I didn't catch that")
    turns = (
        Turn(Heard(asks), ((answer,),), says=answer),
        Turn(Heard("Mmm"), says=repeat),
        _closes(other, TYPES[purpose][other]),
    )
    facts = TYPES[purpose][other][2]
    return _scene("language", purpose, language, *turns, outcome="goal_met", facts=facts)


def hangs_up(purpose: str, language: str, words: Words) -> Scene:
    turns = (_asks(language, words),)
    expected: dict[str, Any] = {"outcome": "hung_up", "ends": "", "ended_by": Ending.PERSON}
    return _scene("hangs up", purpose, language, *turns, **expected)


def is_a_recording(purpose: str, language: str, words: Words) -> Scene:
    """It says the same for ever: the call ends."""
    tape = _in(
        language,
        "Todos nuestros agentes están ocupados, siga esperando",
        "All our agents are busy, please hold the line",
    )
    turns = tuple(Turn(Heard(tape), ((f"{words[0]} {n}",),)) for n in range(3))
    return _scene("recording", purpose, language, *turns, Turn(Heard(tape)), outcome="talked")


def meets_a_broken_model(purpose: str, language: str, words: Words) -> Scene:
    """It fails twice running: words both times, then the end."""
    broken = ((Ambiguous("cut", retryable=True),),)
    yes = Heard(_in(language, "Sí", "Yes"))
    again = _in(language, "¿Me lo repite", "say that again")
    turns = (Turn(yes, broken, says=again), Turn(yes, broken))
    return _scene("broken model", purpose, language, *turns, outcome="failed")


BEHAVIOURS: tuple[Callable[[str, str, Words], Scene], ...] = (
    agrees,
    declines,
    asks_for_tomorrow,
    opts_out_in_words,
    opts_out_by_key,
    opts_out_oddly,
    is_somebody_else,
    is_a_voicemail,
    screens_then_agrees,
    says_nothing,
    mumbles_then_agrees,
    gets_angry_and_is_transferred,
    changes_language,
    hangs_up,
    is_a_recording,
    meets_a_broken_model,
)
