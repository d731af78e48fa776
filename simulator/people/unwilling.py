"""People who do not want this call."""

from simulator.people.ear import Ear
from simulator.people.person import CutIn, Heard, Person, Reaction


class Refuses(Person):
    name = "refuses"
    weight = 8
    told = "declines politely, twice if need be"

    def reply(self, ear: Ear) -> Reaction:
        if self.turns == 1 and ear.asks_identity:
            return self.speak("its_me")
        if self.turns <= 2:
            return self.speak("refuse")
        return self.speak("refuse_again", hang_up=self.turns > 4)


class OptsOut(Person):
    name = "opts_out"
    weight = 4
    told = "asks to be removed and never called again"

    def reply(self, ear: Ear) -> Reaction:
        if self.turns == 1 and ear.asks_identity:
            return self.speak("its_me")
        return self.speak("remove_me", hang_up=self.turns > 3)


class WrongNumber(Person):
    name = "wrong_number"
    weight = 3
    told = "is somebody else"

    def reply(self, ear: Ear) -> Reaction:
        return self.speak("wrong_number", hang_up=self.turns > 2)


class Angry(Person):
    name = "angry"
    weight = 3
    told = "is angry, gets angrier, hangs up"

    def reply(self, ear: Ear) -> Reaction:
        if self.turns == 1:
            return self.speak("angry")
        return self.speak("angrier", hang_up=self.turns > 2)


class HangsUpEarly(Person):
    name = "hangs_up_early"
    weight = 4
    told = "hangs up in the middle of the agent's first sentence"

    def cuts_in(self, turn: int) -> CutIn | None:
        return CutIn(after=self.chance.randint(8, 20), reaction=Reaction(hang_up=True))

    async def converse(self, heard: Heard) -> Reaction:
        return Reaction(hang_up=True)


class HangsUpMidway(Person):
    name = "hangs_up_midway"
    weight = 3
    told = "talks for two turns, then hangs up in the middle of a sentence"

    def cuts_in(self, turn: int) -> CutIn | None:
        if turn < 2:
            return None
        return CutIn(after=self.chance.randint(12, 30), reaction=Reaction(hang_up=True))
