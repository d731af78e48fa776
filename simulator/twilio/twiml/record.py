"""Record; and what Start and Stop may name: Recording and Transcription."""

from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from simulator.people import Heard
from simulator.twilio.recordings import Wishes
from simulator.twilio.source import Source
from simulator.twilio.twiml.stage import Stage
from simulator.twilio.twiml.transcription import transcribe

_SPEECH_A_SECOND = 15.0


async def record(stage: Stage, verb: Element) -> Source | None:
    """Records the person until they are silent, then asks the action."""
    line = stage.line
    recording = line.record(_wishes(stage, verb, "RecordVerb"))
    heard = Heard(line.take_heard(), played=line.take_played())
    reaction = await line.person.converse(heard)
    await line.passes(reaction.after)
    await line.person_says(reaction.say)
    seconds = max(1, round(len(reaction.say) / _SPEECH_A_SECOND)) if reaction.say else 0
    line.office.recordings.finish(recording, seconds)
    line.recordings.remove(recording)
    if not seconds:
        await line.passes(float(verb.get("timeout", "5")))
        return None
    return stage.goto(
        verb.get("action", ""),
        verb.get("method", "POST"),
        RecordingSid=recording.sid,
        RecordingUrl=line.office.recordings.media_url(recording),
        RecordingDuration=str(seconds),
    )


async def start(stage: Stage, verb: Element) -> Source | None:
    for noun in verb:
        if noun.tag == "Transcription":
            stage.line.transcription = transcribe(stage, noun)
        else:
            stage.line.record(_wishes(stage, noun, "StartCallRecordingTwiML"))
    return None


async def stop(stage: Stage, verb: Element) -> Source | None:
    line = stage.line
    if verb.find("Transcription") is not None:
        line.stop_transcription()
        return None
    for recording in line.recordings:
        line.office.recordings.finish(recording, line.seconds_talked())
    return None


def _wishes(stage: Stage, noun: Element, source: str) -> Wishes:
    callback = noun.get("recordingStatusCallback", "")
    return Wishes(
        source=source,
        channels=2 if noun.get("channels") == "dual" else 1,
        track=noun.get("track", "both"),
        callback=urljoin(stage.source.url, callback) if callback else "",
        method=noun.get("recordingStatusCallbackMethod", "POST").upper(),
        events=tuple(noun.get("recordingStatusCallbackEvent", "completed").split()),
    )
