"""What answers in a person's place."""

from simulator.people.person import Heard, Person, Pickup, Reaction

# A machine records this long, then hangs up.
RECORDS = 60.0


class Voicemail(Person):
    name = "voicemail"
    weight = 9
    told = "a voicemail greeting, a beep, then it records"

    def pickup(self) -> Pickup:
        after = self.chance.uniform(15, 22)
        return Pickup(after=after, answered_by="machine", greeting=6.0, ending="beep")

    def hello(self) -> str:
        return self.line("voicemail")

    async def converse(self, heard: Heard) -> Reaction:
        self.turns += 1
        if heard.silence and self.turns > 1:
            return Reaction(hang_up=True)
        return Reaction()


class VoicemailWithoutBeep(Voicemail):
    name = "voicemail_no_beep"
    weight = 2
    told = "a voicemail greeting that ends in silence"

    def pickup(self) -> Pickup:
        return Pickup(after=18, answered_by="machine", greeting=5.0, ending="silence")


class Fax(Person):
    name = "fax"
    weight = 1
    told = "a fax machine"

    def pickup(self) -> Pickup:
        return Pickup(after=5, answered_by="fax", greeting=3.0, ending="other")

    def hello(self) -> str:
        return ""

    async def converse(self, heard: Heard) -> Reaction:
        self.silences += 1
        return Reaction(hang_up=self.silences > 2)


class Screening(Person):
    name = "screening"
    weight = 4
    told = "an assistant asks who calls and why, then the person comes to the phone"

    def pickup(self) -> Pickup:
        return Pickup(after=2.0, answered_by="unknown", greeting=4.0, ending="silence")

    def hello(self) -> str:
        return self.line("screening")

    async def converse(self, heard: Heard) -> Reaction:
        if self.turns == 0 and not heard.silence:
            self.turns += 1
            # Whoever does not say their name and business is asked once more.
            topic = "screened_in" if len(heard.text) > 40 else "screening"
            return self.speak(topic)
        return await super().converse(heard)
