"""Something that the agent says, between its text and its sound. Plain bookkeeping."""

from dataclasses import dataclass, field

from providers.speech.base import Utterance


@dataclass(slots=True, eq=False)
class Saying:
    """One utterance of the voice. Guarded: nothing cuts it.

    `start` and `end` are bytes of the playout: where its sound begins, and ends so far. `portions`
    tell which text ends at which byte, where the voice tells.
    """

    guarded: bool
    voice: Utterance | None = None
    text: str = ""
    start: int = -1
    end: int = -1
    is_made: bool = False
    portions: list[tuple[int, str]] = field(default_factory=list)

    def takes(self, sound: bytes, text: str, *, at: int) -> None:
        """Its next sound was put at this byte of the playout."""
        if self.start < 0:
            self.start = at
        self.end = at + len(sound)
        if text:
            self.portions.append((self.end, text))

    def heard(self, played: int, *, letters_per_byte: float) -> str:
        """The part of its text that ends before this byte, to a whole word."""
        if self.start < 0 or played <= self.start:
            return ""
        if self.is_made and played >= self.end:
            return self.text
        if self.portions:
            return self._told(played)
        if self.is_made:
            letters_per_byte = len(self.text) / max(1, self.end - self.start)
        return _to_a_word(self.text, int((played - self.start) * letters_per_byte))

    def _told(self, played: int) -> str:
        start, heard = self.start, ""
        for end, text in self.portions:
            if end > played:
                share = (played - start) / max(1, end - start)
                return _to_a_word(heard + text, len(heard) + int(len(text) * share))
            start, heard = end, heard + text
        return heard.strip()


def _to_a_word(text: str, length: int) -> str:
    if length >= len(text):
        return text.strip()
    return text[:length].rpartition(" ")[0].strip()
