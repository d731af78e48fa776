"""The thinnest agent on a media stream: hears words, waits for silence, says its next line."""

import base64
from typing import Any

from simulator.sound import WordReader, spoken

_SILENT_FRAMES = 40
_CHUNK = 1000


class VoiceAgent:
    """Says one of `lines` after each of the person's turns; remembers what it heard."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.heard: list[str] = []  # one entry a turn
        self.sid = ""
        self.start: dict[str, Any] = {}
        self._reader = WordReader()
        self._words: list[str] = []
        self._quiet = 0

    def __call__(self, event: dict[str, Any]) -> list[Any] | None:
        if event["event"] == "start":
            self.sid, self.start = event["streamSid"], event["start"]
        if event["event"] != "media":
            return []
        words = self._reader.read(base64.b64decode(event["media"]["payload"]))
        self._words += [word.text for word in words]
        self._quiet = 0 if words else self._quiet + 1
        if not self._words or self._quiet < _SILENT_FRAMES:
            return []
        self.heard.append(" ".join(self._words))
        self._words = []
        return self.say(self.lines.pop(0)) if self.lines else []

    def say(self, text: str) -> list[Any]:
        sound = spoken(text).ulaw()
        return [*self.play(sound), self.message("mark", name=text[:20])]

    def play(self, sound: bytes) -> list[Any]:
        """In pieces that are no multiple of a frame."""
        pieces = [sound[at : at + _CHUNK] for at in range(0, len(sound), _CHUNK)]
        return [self.message("media", payload=base64.b64encode(piece).decode()) for piece in pieces]

    def message(self, event: str, **part: str) -> dict[str, Any]:
        return {"event": event, "streamSid": self.sid, **({event: part} if part else {})}
