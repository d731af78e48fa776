"""Real-time transcription of a call: what was said on which track, told as it is said."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

TRACKS = ("inbound_track", "outbound_track")
"""The person's, then the agent's: by the side of the tape."""
_CONFIDENCE = 0.93

Params = dict[str, str]


@dataclass(slots=True)
class Transcription:
    """One that runs. `tell` takes the parameters of a callback; they come in no fixed order."""

    sid: str
    track: str
    language: str
    tell: Callable[[Params], None]
    _numbers: "count[int]"

    @classmethod
    def begin(
        cls, sid: str, *, track: str, language: str, tell: Callable[[Params], None]
    ) -> "Transcription":
        """Begin, and tell of it."""
        begun = cls(sid, track, language, tell, count(1))
        begun._told("started")
        return begun

    def hear(self, side: int, text: str) -> None:
        """A sentence was said on one side."""
        track = TRACKS[side]
        if not text.strip() or self.track not in ("both_tracks", track):
            return
        data = json.dumps({"transcript": text.strip(), "confidence": _CONFIDENCE})
        self._told("content", Track=track, TranscriptionData=data, Final="true")

    def stop(self) -> None:
        """Nothing more is told."""
        self._told("stopped")

    def _told(self, event: str, **more: str) -> None:
        self.tell(
            {
                "TranscriptionSid": self.sid,
                "TranscriptionEvent": f"transcription-{event}",
                "SequenceNumber": str(next(self._numbers)),
                "LanguageCode": self.language,
                **more,
            }
        )
