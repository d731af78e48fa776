"""What an agent says without asking a model, in each language. Pure.

The words are recognised when they are met again in a conversation's history, so that how often
one was said needs no memory beside the transcript.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.dialogue import Line, Speaker


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's fixed sentences."""

    are_you_there: tuple[str, ...]
    not_heard: str
    lost_line: str
    trouble: str
    sorry_goodbye: str
    goodbye: str
    opted_out: str
    enough: str
    whisper: str
    nobody_free: str
    moment: tuple[str, ...]
    withheld: str
    transferring: str


_SPANISH = Phrases(
    are_you_there=("¿Sigue ahí?", "No le oigo. ¿Me escucha?"),
    not_heard="Perdón, no le he oído bien. ¿Me lo repite?",
    lost_line="Parece que no nos oímos bien. Que tenga un buen día.",
    trouble="Perdón, se ha cortado un momento. ¿Me lo repite, por favor?",
    sorry_goodbye="Disculpe, tengo un problema técnico y no puedo seguir. Adiós.",
    goodbye="Muchas gracias por su tiempo. Que tenga un buen día.",
    opted_out="Entendido, no le volveremos a llamar. Disculpe la molestia. Adiós.",
    enough="No le quito más tiempo. Muchas gracias y que tenga un buen día.",
    whisper="Le paso una llamada de {name}. {reason}",
    nobody_free=(
        "Lo siento, ahora no hay nadie libre. ¿Prefiere que le llamemos más tarde, o sigo yo?"
    ),
    moment=("Un momento, que lo miro.", "Sigo en ello, enseguida le digo."),
    withheld="Perdone, de eso no le puedo hablar por aquí. ¿Le ayudo con otra cosa?",
    transferring="Le paso con un compañero. No cuelgue, por favor.",
)
_ENGLISH = Phrases(
    are_you_there=("Are you still there?", "I can't hear you. Can you hear me?"),
    not_heard="Sorry, I didn't catch that. Could you say it again?",
    lost_line="It seems we can't hear each other. Have a good day.",
    trouble="Sorry, the line dropped for a second. Could you say that again, please?",
    sorry_goodbye="I'm sorry, I have a technical problem and can't go on. Goodbye.",
    goodbye="Thank you very much for your time. Have a good day.",
    opted_out="Understood, we won't call you again. Sorry to have bothered you. Goodbye.",
    enough="I won't take more of your time. Thank you, and have a good day.",
    whisper="A call from {name}. {reason}",
    nobody_free="I'm sorry, nobody is free right now. Shall we call you later, or can I go on?",
    moment=("One moment, let me check.", "Still on it, I'll tell you in a second."),
    withheld="Sorry, I can't talk about that here. Is there anything else I can help you with?",
    transferring="I'm putting you through to a colleague. Please stay on the line.",
)


_WAITS = frozenset((*_SPANISH.moment, *_ENGLISH.moment))


def phrases_in(language: str) -> Phrases:
    """The fixed sentences of a language tag ("es", "en-US"); Spanish where we have none."""
    return _ENGLISH if language.lower().startswith("en") else _SPANISH


def asks_to_wait(text: str) -> bool:
    """Whether the agent says that it is at work."""
    return text.strip() in _WAITS


def said_in_a_row(phrases: Sequence[str], history: Sequence[Line]) -> int:
    """How many of the agent's latest lines end with one of these, nobody having spoken between.

    A line that was interrupted holds only what was heard: it is not one of them any more.
    """
    count = 0
    for line in reversed(history):
        if line.speaker is not Speaker.AGENT or not line.text.strip().endswith(tuple(phrases)):
            break
        count += 1
    return count
