"""What the person of the bench says, and what our own ear makes of it, frame by frame."""

import base64
from dataclasses import dataclass

from simulator.sound import spoken
from voice.stream.activity import FRAME_MS, Activity
from voice.stream.listener import CUTS_IN
from voice.stream.patience import patience
from voice.stream.silero import speech_classifier

_FRAME = 160
_SILENCE = b"\xff" * _FRAME
_TAIL = 50


@dataclass(frozen=True)
class Sentence:
    """Its frames as a stream's messages; the frame after which it has ended, and the one after
    which it has interrupted whoever was speaking. What comes later is our share."""

    messages: list[str]
    ends: int
    cuts_in: int


def sentence() -> Sentence:
    """Somebody says something, and is silent for a second."""
    sound = spoken("Sí, claro, me parece muy bien.").ulaw()
    frames = [sound[at : at + _FRAME].ljust(_FRAME, b"\xff") for at in range(0, len(sound), _FRAME)]
    frames += [_SILENCE] * _TAIL
    activity, cuts_in = Activity(speech_classifier()), 0
    for frame in [_SILENCE] * _TAIL:
        activity.feed(frame)
    for place, frame in enumerate(frames):
        activity.feed(frame)
        if activity.spoken_frames >= CUTS_IN:
            cuts_in = cuts_in or place
        if activity.speaking and activity.silent_frames * FRAME_MS / 1000 >= patience(""):
            return Sentence([_media(each) for each in frames], place, cuts_in)
    raise AssertionError("nobody was heard")


def _media(frame: bytes) -> str:
    payload = base64.b64encode(frame).decode()
    return (
        f'{{"event":"media","streamSid":"MZ1","media":{{"track":"inbound","payload":"{payload}"}}}}'
    )


QUIET = _media(_SILENCE)
