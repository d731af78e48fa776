"""Sound that waits to be heard, in both directions of a stream."""

from collections import deque

from simulator.sound import Read, WordReader
from simulator.sound.ulaw import SILENCE, loudness

_LOUD = 60.0


class Playout:
    """Our sound on its way to the person's ear: queued, marked, played, cleared."""

    def __init__(self) -> None:
        self._queue = bytearray()
        self._received = 0  # bytes ever queued and not cleared
        self._played = 0
        self._marks: deque[tuple[int, str]] = deque()
        self._reader = WordReader()

    def __bool__(self) -> bool:
        return bool(self._queue)

    def add(self, sound: bytes) -> None:
        self._queue += sound
        self._received += len(sound)

    def mark(self, name: str) -> None:
        self._marks.append((self._received, name))

    def clear(self) -> list[str]:
        """Forgets what is queued; every outstanding mark's name."""
        self._received -= len(self._queue)
        self._queue.clear()
        names = [name for _, name in self._marks]
        self._marks.clear()
        return names

    def play(self, length: int) -> bytes:
        """The next bytes, fewer when the queue runs dry."""
        sound = bytes(self._queue[:length])
        del self._queue[:length]
        self._played += len(sound)
        return sound

    def passed_marks(self) -> list[str]:
        """Names of the marks whose sound has been played, each once."""
        names = []
        while self._marks and self._marks[0][0] <= self._played:
            names.append(self._marks.popleft()[1])
        return names

    def words(self, played: bytes) -> list[Read]:
        return self._reader.read(played)


class Mouth:
    """The person's sound on its way to us; the room they are in fills the silence."""

    def __init__(self, room: bytes = b"") -> None:
        self._queue = bytearray()
        self._room = room or SILENCE * 160
        self._at = 0

    def __bool__(self) -> bool:
        return bool(self._queue)

    def say(self, sound: bytes) -> None:
        self._queue += sound

    def frame(self, length: int) -> bytes:
        sound = bytes(self._queue[:length])
        del self._queue[:length]
        if len(sound) < length:
            sound += self._silence(length - len(sound))
        return sound

    def hush(self) -> None:
        self._queue.clear()

    def _silence(self, length: int) -> bytes:
        start = self._at % len(self._room)
        self._at += length
        return (self._room[start:] + self._room * (length // len(self._room) + 1))[:length]


def is_loud(sound: bytes) -> bool:
    return loudness(sound) > _LOUD
