"""What every person can do: pick up, listen, react, cut in."""

import random
from dataclasses import dataclass
from typing import ClassVar, Literal

from simulator.language import language_of, language_of_number
from simulator.people.ear import Ear, understand
from simulator.people.lines import LINES

Outcome = Literal["answers", "busy", "no-answer", "fails"]
# How many times in a row a person bears hearing nothing before hanging up.
SILENCES_BORNE = 3
TURNS_BORNE = 14


@dataclass(frozen=True, slots=True)
class Pickup:
    """What the line does when it is dialled. Seconds are simulated."""

    outcome: Outcome = "answers"
    after: float = 6.0
    sip_code: int = 200
    answered_by: Literal["human", "machine", "fax", "unknown"] = "human"
    greeting: float = 1.5  # how long the one who answers speaks before the beep or the silence
    ending: Literal["beep", "silence", "other"] = "beep"  # machines only


@dataclass(frozen=True, slots=True)
class Heard:
    """What the person heard since they last spoke. `played` says that it was recorded sound."""

    text: str
    played: bool = False
    waited: float = 0.0  # seconds of silence when nothing was said

    @property
    def silence(self) -> bool:
        return not self.text and not self.played


@dataclass(frozen=True, slots=True)
class Reaction:
    """What the person does then: says, presses, hangs up, or nothing at all."""

    say: str = ""
    digits: str = ""
    hang_up: bool = False
    after: float = 0.8
    confidence: float = 0.93


@dataclass(frozen=True, slots=True)
class CutIn:
    """The person reacts while the agent is still speaking, after so many characters."""

    after: int
    reaction: Reaction


@dataclass(frozen=True, slots=True)
class Murmur:
    """Half a word while the agent speaks on, after so many characters; it asks for nothing."""

    after: int
    say: str


class Person:
    """An ordinary, agreeable person; the others change what they do differently."""

    name: ClassVar[str] = "agreeable"
    weight: ClassVar[int] = 24
    told: ClassVar[str] = "answers, agrees, thanks and says goodbye"
    noise: ClassVar[float] = 0.0  # of the room, in the units of 16-bit samples

    def __init__(self, number: str, chance: random.Random) -> None:
        self.number = number
        self.chance = chance
        self.language = language_of_number(number)
        self.turns = 0
        self.silences = 0

    def pickup(self) -> Pickup:
        return Pickup(after=self.chance.uniform(3, 12))

    def hello(self) -> str:
        """What is said into the phone before the agent has said a word."""
        return self.line("hello")

    async def converse(self, heard: Heard) -> Reaction:
        """How the person takes what they heard."""
        if heard.silence:
            return self.bear_silence()
        self.silences = 0
        self.turns += 1
        if not self.language:
            self.language = language_of(heard.text) or "en"
        ear = understand(heard.text)
        if ear.goodbye or self.turns > TURNS_BORNE:
            return self.part()
        return self.reply(ear)

    def cuts_in(self, turn: int) -> CutIn | None:
        """Whether the agent's utterance number `turn`, from 0, is cut short."""
        return None

    def murmurs(self, turn: int) -> Murmur | None:
        """What is heard of the person while the agent's utterance number `turn` is in the air."""
        return None

    def reply(self, ear: Ear) -> Reaction:
        """What a cooperative person answers to an utterance that is not a goodbye."""
        if ear.asks_when:
            return self.speak("when")
        if ear.asks_identity or self.turns == 1:
            return self.speak("its_me")
        return self.speak("agree") if ear.question else self.speak("follow")

    def part(self) -> Reaction:
        return Reaction(say=self.line("bye"), hang_up=True)

    def bear_silence(self) -> Reaction:
        self.silences += 1
        if self.silences >= SILENCES_BORNE:
            return Reaction(hang_up=True)
        return self.speak("still_there")

    def speak(self, topic: str, *, hang_up: bool = False) -> Reaction:
        confidence = round(self.chance.uniform(0.86, 0.98), 3)
        return Reaction(say=self.line(topic), hang_up=hang_up, confidence=confidence)

    def line(self, topic: str) -> str:
        """One of several ways to say it, in the person's language."""
        return self.chance.choice(LINES[topic][self.language or "en"])
