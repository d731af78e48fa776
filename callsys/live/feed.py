"""What one organisation's open pages are told: kept a while, handed to each at its own pace.

No Redis here and no HTTP: messages come in, frames of server-sent events go out.
"""

import asyncio
import secrets
from collections import deque

REMEMBERED = 256
"""Messages kept for a page whose connection dropped."""
BEHIND = 1024
"""Frames that a page may leave unread before it is dropped."""

RESYNC = b'{"kind": "resync"}'
"""Tells a page that it may have missed something: it reads the present again."""


class Viewer:
    """One open page: what it has not been sent yet."""

    def __init__(self) -> None:
        self.closed = False
        self._frames: list[bytes] = []
        self._news = asyncio.Event()

    def offer(self, frame: bytes) -> None:
        """Queue a frame; a page that reads too slowly is closed, and will come back."""
        if len(self._frames) >= BEHIND:
            self.close()
            return
        self._frames.append(frame)
        self._news.set()

    def close(self) -> None:
        """Let it go, with what it has not read."""
        self.closed = True
        self._frames.clear()
        self._news.set()

    async def take(self) -> bytes:
        """All that waits, as soon as something does; nothing once it is closed."""
        await self._news.wait()
        self._news.clear()
        frames = b"".join(self._frames)
        self._frames.clear()
        return frames


class Feed:
    """One organisation's messages and the pages that watch them.

    Each message bears an id, `<feed>-<number>`. A page that comes back with the last id it
    saw gets what it missed; where that is no longer known it is told to read again.
    """

    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self.listening = False
        self._name = secrets.token_hex(4)
        self._count = 0
        self._recent: deque[bytes] = deque(maxlen=REMEMBERED)

    def publish(self, message: bytes) -> None:
        """Hand one message (JSON, one line) to everyone."""
        self._count += 1
        frame = self._frame(message)
        self._recent.append(frame)
        for viewer in self.viewers:
            viewer.offer(frame)

    def listen(self) -> None:
        """Messages arrive from here on; whatever came before may have been missed."""
        self.listening = True
        self.publish(RESYNC)

    def join(self, last_seen: str) -> Viewer:
        """A new page, or one that comes back. While nothing is heard, nothing is promised:
        `listen` will tell it."""
        viewer = Viewer()
        if self.listening:
            for frame in self._since(last_seen):
                viewer.offer(frame)
        self.viewers.add(viewer)
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """Forget a page."""
        self.viewers.discard(viewer)

    def close(self) -> None:
        """Send everyone away; each comes back by itself."""
        for viewer in self.viewers:
            viewer.close()

    def _since(self, last_seen: str) -> list[bytes]:
        name, _, number = last_seen.partition("-")
        if name == self._name and number.isascii() and number.isdigit():
            missed = self._count - int(number)
            if 0 <= missed <= len(self._recent):
                return list(self._recent)[len(self._recent) - missed :]
        return [self._frame(RESYNC)]

    def _frame(self, message: bytes) -> bytes:
        return b"id: %s-%d\ndata: %s\n\n" % (self._name.encode(), self._count, message)
