"""Recordings of calls, and the callback that says they exist."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.sound.ulaw import Samples
from simulator.twilio.call import Call, rfc2822
from simulator.twilio.courier import Courier
from simulator.twilio.sids import new_sid
from simulator.twilio.sound import mixed
from simulator.twilio.tape import Tape
from simulator.world import World


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the one who asked for a recording asked for."""

    source: str = "OutboundAPI"
    channels: int = 1
    track: str = "both"
    callback: str = ""
    method: str = "POST"
    events: tuple[str, ...] = ("completed",)


@dataclass(slots=True)
class Recording:
    call: Call
    wishes: Wishes
    start_time: datetime
    tape: Tape
    starts: float  # the second of the call at which it began
    sid: str = field(default_factory=lambda: new_sid("RE"))
    status: str = "in-progress"
    duration: int = 0

    @property
    def path(self) -> str:
        return f"/2010-04-01/Accounts/{self.call.account_sid}/Recordings/{self.sid}"

    def tracks(self) -> tuple[Samples, ...]:
        """Its sound: the person and the agent in a channel each, or both in one."""
        both = self.tape.samples(self.starts, self.duration)
        return both if self.wishes.channels == 2 else mixed(both)

    def as_json(self) -> dict[str, Any]:
        is_over = self.status in ("completed", "absent", "stopped")
        return {
            "sid": self.sid,
            "account_sid": self.call.account_sid,
            "call_sid": self.call.sid,
            "conference_sid": None,
            "api_version": "2010-04-01",
            "channels": self.wishes.channels,
            "date_created": rfc2822(self.start_time),
            "date_updated": rfc2822(self.start_time),
            "start_time": rfc2822(self.start_time),
            "duration": str(self.duration) if is_over else None,
            "error_code": None,
            "price": None,
            "price_unit": "USD",
            "source": self.wishes.source,
            "track": self.wishes.track,
            "status": self.status,
            "uri": f"{self.path}.json",
            "encryption_details": None,
            "subresource_uris": {},
            "media_url": self.path,
        }


class Recordings:
    """All of an account's recordings."""

    def __init__(self, world: World, courier: Courier, origin: str) -> None:
        self._world = world
        self._courier = courier
        self._origin = origin
        self._all: dict[str, Recording] = {}

    def get(self, sid: str) -> Recording | None:
        return self._all.get(sid)

    def of_call(self, call_sid: str) -> list[Recording]:
        return [each for each in self._all.values() if each.call.sid == call_sid]

    def delete(self, sid: str) -> None:
        self._all.pop(sid, None)

    def media_url(self, recording: Recording) -> str:
        return self._origin + recording.path

    def start(self, call: Call, wishes: Wishes, tape: Tape) -> Recording:
        begun = self._world.clock.now().replace(microsecond=0)
        recording = Recording(call, wishes, begun, tape, tape.now())
        self._all[recording.sid] = recording
        self._tell(recording)
        return recording

    def finish(self, recording: Recording, duration: int) -> None:
        """Ends a recording after so many seconds; nothing happens to one that is over."""
        if recording.status not in ("in-progress", "paused"):
            return
        fault = self._world.faults.take("recording", number=recording.call.to)
        is_absent = duration == 0 or (fault is not None and fault.kind == "recording_absent")
        recording.status = "absent" if is_absent else "completed"
        recording.duration = 0 if is_absent else duration
        self._tell(recording)

    def _tell(self, recording: Recording) -> None:
        wishes = recording.wishes
        if not wishes.callback or recording.status not in wishes.events:
            return
        params = {
            "AccountSid": recording.call.account_sid,
            "CallSid": recording.call.sid,
            "RecordingSid": recording.sid,
            "RecordingUrl": self.media_url(recording),
            "RecordingStatus": recording.status,
            "RecordingDuration": str(recording.duration),
            "RecordingChannels": str(wishes.channels),
            "RecordingSource": wishes.source,
            "RecordingStartTime": rfc2822(recording.start_time) or "",
            "RecordingTrack": wishes.track,
            "ErrorCode": "0",
        }
        telling = self._courier.tell(
            wishes.callback, wishes.method, params, number=recording.call.to, event="recording"
        )
        self._world.spawn(telling)
