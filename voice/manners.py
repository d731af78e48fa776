"""How patient a live line is. Seconds, unless said otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manners:
    """What a session goes by.

    `silence`: how long a person may say nothing before the agent asks whether they are there.
    `keys`: the pause after which keys that were pressed are a whole number.
    `letters_per_second`: how fast speech is, to know when it ends where nobody tells us.
    `breath`: added to that estimate before the line is closed after a goodbye.
    `longest_call`: below the limit that the provider enforces, so that it ends with a goodbye.
    `closing`: how long the provider may take to close the line once we asked for it.
    """

    silence: float = 7.0
    keys: float = 1.2
    letters_per_second: float = 14.0
    breath: float = 1.2
    longest_call: float = 840.0
    closing: float = 5.0

    def speaking(self, text: str) -> float:
        """How long it takes to say this."""
        return len(text) / self.letters_per_second

    def at_speed(self, speed: float, *, least_silence: float = 0.0) -> "Manners":
        """The same in a world that runs `speed` times as fast (a rehearsal's may).

        `least_silence`: real seconds that people there need before they speak, however fast.
        """
        return Manners(
            silence=max(self.silence / speed, min(self.silence, least_silence)),
            keys=self.keys / speed,
            letters_per_second=self.letters_per_second * speed,
            breath=self.breath / speed,
            longest_call=self.longest_call / speed,
            closing=self.closing,
        )
