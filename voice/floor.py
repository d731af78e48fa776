"""Who is speaking on a line, and for how long yet. Pure, with a clock of its own."""

from collections.abc import Callable

from providers.telephony.frames import Speaking
from voice.manners import Manners

_PATIENCE = 10.0


class Floor:
    """Text is sent much faster than it is spoken: when speech ends is estimated from its length,
    and taken from the provider where it tells. `clock` tells seconds."""

    def __init__(self, manners: Manners, clock: Callable[[], float]) -> None:
        self._manners = manners
        self._clock = clock
        self._told: set[str] = set()
        self._agent_until = 0.0

    def agent_says(self, text: str) -> None:
        """The agent will say this after what it is saying already."""
        start = max(self._clock(), self._agent_until)
        self._agent_until = start + self._manners.speaking(text)

    def agent_stops(self) -> None:
        """The agent was interrupted."""
        self._agent_until = self._clock()
        self._told.discard("agent")

    def person_finished(self) -> None:
        """The person has said what they had to say."""
        self._told.discard("person")

    def hear(self, told: Speaking) -> None:
        """The provider tells who speaks."""
        (self._told.add if told.active else self._told.discard)(told.party)

    @property
    def rest(self) -> float:
        """Seconds until the agent will have said everything."""
        return max(0.0, self._agent_until - self._clock())

    @property
    def person_speaks(self) -> bool:
        """Whether the provider says that the person is speaking."""
        return "person" in self._told

    @property
    def agent_speaks(self) -> bool:
        """Whether the provider says that the agent is speaking still: believed for a while after
        our own estimate, for the message that it stopped may have been lost."""
        return "agent" in self._told and self._clock() < self._agent_until + _PATIENCE
