"""Lines on which nobody is reached."""

from simulator.people.person import Person, Pickup


class Busy(Person):
    name = "busy"
    weight = 6
    told = "the line is busy"

    def pickup(self) -> Pickup:
        return Pickup(outcome="busy", after=1.5, sip_code=486)


class NoAnswer(Person):
    name = "no_answer"
    weight = 10
    told = "it rings until the caller gives up"

    def pickup(self) -> Pickup:
        return Pickup(outcome="no-answer", after=3600, sip_code=487)


class Rejects(Person):
    name = "rejects"
    weight = 3
    told = "looks at the screen and declines"

    def pickup(self) -> Pickup:
        return Pickup(outcome="busy", after=self.chance.uniform(3, 6), sip_code=603)


class CarrierFailure(Person):
    name = "carrier_failure"
    weight = 2
    told = "the carrier cannot connect: failed, with the SIP code 404, 480 or 503"

    def pickup(self) -> Pickup:
        return Pickup(outcome="fails", after=1.0, sip_code=self.chance.choice((404, 480, 503)))
