"""People who talk with the agent."""

from simulator.people.ear import Ear
from simulator.people.person import CutIn, Heard, Murmur, Person, Reaction


class AsksQuestions(Person):
    name = "asks_questions"
    weight = 8
    told = "asks who calls, the price and the hours, then agrees"

    def reply(self, ear: Ear) -> Reaction:
        questions = {2: "ask_who", 3: "ask_price", 4: "ask_hours"}
        if topic := questions.get(self.turns):
            return self.speak(topic)
        return super().reply(ear)


class AsksIfRobot(Person):
    name = "asks_if_robot"
    weight = 4
    told = "asks whether it is a robot, then goes on"

    def reply(self, ear: Ear) -> Reaction:
        return self.speak("ask_robot") if self.turns == 2 else super().reply(ear)


class Interrupts(Person):
    name = "interrupts"
    weight = 6
    told = "cuts in while the agent speaks (barge-in), then listens"

    def cuts_in(self, turn: int) -> CutIn | None:
        if turn > 1:
            return None
        topic = "interrupt" if turn == 0 else "in_a_hurry"
        return CutIn(after=self.chance.randint(18, 34), reaction=self.speak(topic))


class CallMeTomorrow(Person):
    name = "call_me_tomorrow"
    weight = 6
    told = "asks to be called tomorrow at five, and confirms it"

    def reply(self, ear: Ear) -> Reaction:
        if self.turns == 2 or (self.turns == 1 and not ear.asks_identity):
            return self.speak("call_tomorrow")
        return super().reply(ear)


class Mumbles(Person):
    name = "mumbles"
    weight = 3
    told = "mumbles twice with little confidence, then speaks clearly"

    def reply(self, ear: Ear) -> Reaction:
        if self.turns > 2:
            return super().reply(ear)
        confidence = round(self.chance.uniform(0.12, 0.38), 3)
        return Reaction(say=self.line("mumble"), confidence=confidence, after=1.6)


class KeysDigits(Person):
    name = "keys_digits"
    weight = 3
    told = "answers a request for a number, and every second question, on the keypad"

    def reply(self, ear: Ear) -> Reaction:
        if not ear.asks_identity and (ear.asks_number or (ear.question and self.turns % 2 == 0)):
            # Never a nine: callers are told to press it to be left alone.
            digits = "".join(str(self.chance.randint(1, 8)) for _ in range(4))
            return Reaction(digits=f"{digits}#", after=2.0)
        return super().reply(ear)


class Silent(Person):
    name = "silent"
    weight = 3
    told = "answers and never says a word; hangs up after a while"

    def hello(self) -> str:
        return ""

    async def converse(self, heard: Heard) -> Reaction:
        self.turns += 1
        return Reaction(hang_up=self.turns > 3)


class Murmurs(Person):
    name = "murmurs"
    weight = 3
    told = 'says "ajá" or "mm-hm" while the agent speaks, and means to hear the rest'

    def murmurs(self, turn: int) -> Murmur | None:
        return Murmur(after=self.chance.randint(12, 30), say=self.line("murmur"))


class Dictates(Person):
    name = "dictates"
    weight = 3
    told = "dictates a number in groups with pauses between them when asked for one"

    def reply(self, ear: Ear) -> Reaction:
        if ear.asks_number and not ear.asks_identity:
            return self.speak("dictate")
        return super().reply(ear)


class Noisy(Person):
    name = "noisy"
    weight = 3
    told = "speaks from a street or a full room: there is no silence, and words are less certain"
    noise = 260.0

    def speak(self, topic: str, *, hang_up: bool = False) -> Reaction:
        confidence = round(self.chance.uniform(0.55, 0.8), 3)
        return Reaction(say=self.line(topic), hang_up=hang_up, confidence=confidence)
