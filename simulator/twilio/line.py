"""One live call, from the queue to its last callback."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from simulator.people import Person, Reaction
from simulator.sound.ulaw import RATE
from simulator.twilio.call import Call
from simulator.twilio.callbacks import StatusCallbacks, call_fields, ending_fields
from simulator.twilio.detection import Verdict, detect
from simulator.twilio.hangup import CallerHungUp
from simulator.twilio.office import Office
from simulator.twilio.recordings import Recording, Wishes
from simulator.twilio.source import Source
from simulator.twilio.tape import AGENT, PERSON, Tape
from simulator.twilio.transcription import Transcription

CHARACTERS_A_SECOND = 15.0
_REACHES_THE_PHONE = 0.5


@dataclass(frozen=True, slots=True)
class Spoken:
    """How much of an utterance was heard, and the reaction that cut it short, if one did."""

    text: str
    cut_by: Reaction | None = None


Perform = Callable[["Line", Source], Coroutine[Any, Any, None]]


class Line:
    """A call on the wire, and the person at its other end."""

    def __init__(
        self,
        office: Office,
        call: Call,
        token: str,
        *,
        perform: Perform,
        gone: Callable[[str], None],
    ) -> None:
        """`perform` carries out documents, `gone` hears the identifier of a line that ended."""
        self.office = office
        self.world = world = office.world
        self.call = call
        self.token = token
        self.person: Person = world.crowd.person(call.to, world.ledger.rings_of(call.to))
        self.pickup = self.person.pickup()
        self.callbacks = StatusCallbacks(world, office.courier, call)
        self.heard: list[str] = []  # what the person has heard and not yet reacted to
        self.played = False  # recorded sound was among it
        self.greeted = False  # the person has said hello
        self.leaving = False  # the person hangs up once their last words have arrived
        self.turn = 0  # how many utterances the person has heard begin
        self.recordings: list[Recording] = []
        self.transcription: Transcription | None = None
        self.tape = Tape(call.to, self.seconds_since_answer, self._transcribe)
        self._perform_document = perform
        self._gone = gone
        self._verdict = ""  # the status that someone else decided
        self._next: Source | None = None
        self._task: asyncio.Task[None] | None = None
        self._document: asyncio.Task[None] | None = None
        self._limit: asyncio.TimerHandle | None = None
        self._answered_at = 0.0
        self._slept = 0.0  # simulated seconds that passed in sleep, and what they cost the wall
        self._slept_wall = 0.0

    def start(self, wait: float) -> None:
        self._task = self.world.spawn(self._live(wait))

    async def cut(self) -> None:
        """Ends the line without a word to anyone, as when the world stops."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))

    def hang_up(self, status: str) -> None:
        """Ends the call from our side with this status."""
        if self._task is not None and not self._verdict:
            self._verdict = status
            self._task.cancel()

    def redirect(self, source: Source) -> None:
        """Drops what is being performed and goes on with `source`.

        A call that nobody has answered yet begins with its own, changed, instructions.
        """
        if self._document is not None:
            self._next = source
            self._document.cancel()

    async def passes(self, seconds: float) -> None:
        """Lets so many simulated seconds of the call go by."""
        self.note_passed(seconds)
        await self.world.clock.sleep(seconds)

    def note_passed(self, seconds: float) -> None:
        """Counts simulated seconds that somebody else lets go by."""
        self._slept += seconds
        self._slept_wall += self.world.clock.wall_seconds(seconds)

    async def speak(self, text: str, *, interruptible: bool = False, sound: bytes = b"") -> Spoken:
        """Says `text` to the person; raises CallerHungUp when they put the phone down.

        `sound` is how it sounds, µ-law, where somebody else has spoken it.
        """
        cut = self.person.cuts_in(self.turn)
        self.turn += 1
        if cut and cut.after < len(text) and (interruptible or cut.reaction.hang_up):
            self._put_on_tape(text[: cut.after], sound[: len(sound) * cut.after // len(text)])
            await self.passes(cut.after / CHARACTERS_A_SECOND)
            self.heard.append(text[: cut.after])
            if cut.reaction.hang_up:
                raise CallerHungUp
            return Spoken(text[: cut.after], cut.reaction)
        self._put_on_tape(text, sound)
        await self.passes(len(sound) / RATE if sound else len(text) / CHARACTERS_A_SECOND)
        self.heard.append(text)
        return Spoken(text)

    def _put_on_tape(self, text: str, sound: bytes) -> None:
        if sound:
            self.tape.sound(AGENT).extend(sound)
        else:
            self.tape.words(AGENT, text)

    async def person_says(self, text: str) -> None:
        """The person speaks for as long as it takes."""
        self.tape.words(PERSON, text)
        await self.passes(len(text) / CHARACTERS_A_SECOND)

    def take_heard(self) -> str:
        text, self.heard = " ".join(self.heard).strip(), []
        return text

    def take_played(self) -> bool:
        played, self.played = self.played, False
        return played

    @property
    def is_ending(self) -> bool:
        """Someone has ended the call, and what is being performed is only winding down."""
        return bool(self._verdict)

    def record(self, wishes: Wishes) -> Recording:
        recording = self.office.recordings.start(self.call, wishes, self.tape)
        self.recordings.append(recording)
        return recording

    def stop_transcription(self) -> None:
        if self.transcription is not None:
            self.transcription.stop()
            self.transcription = None

    def _transcribe(self, side: int, text: str) -> None:
        if self.transcription is not None:
            self.transcription.hear(side, text)

    def drop_recordings_of_the_api(self) -> None:
        """ConversationRelay ignores `Record` on the call, without a word."""
        for recording in [each for each in self.recordings if each.wishes.source == "OutboundAPI"]:
            self.recordings.remove(recording)
            self.office.recordings.delete(recording.sid)

    def note_keys(self, digits: str) -> None:
        """Our side pressed keys."""
        self.world.ledger.append("keys", sid=self.call.sid, to=self.call.to, digits=digits)

    def note_error(self, code: int, what: str) -> None:
        self.world.ledger.append("error", sid=self.call.sid, to=self.call.to, code=code, what=what)

    def seconds_since_answer(self) -> float:
        """Of the wall, at the world's speed."""
        if not self._answered_at:
            return 0.0
        passed = asyncio.get_running_loop().time() - self._answered_at
        return passed * self.world.clock.speed

    def seconds_talked(self) -> int:
        """Length of the call so far: simulated where it slept, the wall's where it waited."""
        if not self._answered_at:
            return 0
        waited = asyncio.get_running_loop().time() - self._answered_at - self._slept_wall
        return max(1, round(self._slept + max(0.0, waited)))

    async def _live(self, wait: float) -> None:
        status = "completed"
        try:
            await self.world.clock.sleep(wait)
            status = await self._dial()
            if status == "in-progress":
                await self._answer()
                status = "completed"
        except CallerHungUp:
            status = "completed"
        except asyncio.CancelledError:
            if not self._verdict:
                raise
            status = self._verdict
        self._end(status)

    async def _dial(self) -> str:
        """Rings the phone; the status that came of it."""
        call, told, pickup = self.call, self.call.instructions, self.pickup
        self.world.ledger.append(
            "ring", sid=call.sid, to=call.to, caller=call.caller, token=self.token,
            person=self.person.name,
        )  # fmt: skip
        call.become("ringing")
        self.callbacks.fire("initiated", "initiated")
        await self.world.clock.sleep(_REACHES_THE_PHONE)
        is_unreached = pickup.outcome == "fails" or pickup.sip_code == 486
        if not is_unreached:
            self.callbacks.fire("ringing", "ringing")
        patience = told.seconds("Timeout", 60)
        if pickup.after > patience and not is_unreached:
            await self.world.clock.sleep(patience)
            return "no-answer"
        await self.world.clock.sleep(pickup.after)
        outcomes = {"answers": "in-progress", "fails": "failed"}
        return outcomes.get(pickup.outcome, pickup.outcome)

    async def _answer(self) -> None:
        call, told = self.call, self.call.instructions
        call.become("in-progress")
        loop = asyncio.get_running_loop()
        self._answered_at = loop.time()
        self.world.ledger.append("answer", sid=call.sid, to=call.to, person=self.person.name)
        self.callbacks.fire("answered", "in-progress")
        if told["TimeLimit"]:
            limit = self.world.clock.wall_seconds(told.seconds("TimeLimit", 0))
            self._limit = loop.call_later(limit, self.hang_up, "completed")
        if told["SendDigits"]:
            await self.passes(len(told["SendDigits"]) * 0.5)
        await self._detect()
        if told.is_true("Record"):
            self.record(_wishes(call))
        await self._perform(first_source(call))

    async def _detect(self) -> None:
        told = self.call.instructions
        fault = self.world.faults.take("amd", number=self.call.to)
        verdict = detect(self.pickup, told, fault)
        if told["AsyncAmd"] == "true":
            if verdict is not None:
                self.world.spawn(self._tell_verdict(verdict))
        elif verdict is not None:
            await self.passes(verdict.after)
            self.call.answered_by = verdict.answered_by

    async def _tell_verdict(self, verdict: Verdict) -> None:
        await self.world.clock.sleep(verdict.after)
        if self.call.is_over:
            return
        self.call.answered_by = verdict.answered_by
        told = self.call.instructions
        if not told["AsyncAmdStatusCallback"]:
            return
        params = {
            "CallSid": self.call.sid,
            "AccountSid": self.call.account_sid,
            "AnsweredBy": verdict.answered_by,
            "MachineDetectionDuration": str(int(verdict.after * 1000)),
        }
        await self.office.courier.tell(
            told["AsyncAmdStatusCallback"],
            told.method("AsyncAmdStatusCallbackMethod"),
            params,
            number=self.call.to,
            event="amd",
        )

    async def _perform(self, first: Source) -> None:
        """Performs documents until one ends the call, starting again where a redirect says."""
        source: Source | None = first
        while source is not None:
            self._document = asyncio.create_task(self._perform_document(self, source))
            source = None
            try:
                await self._document
            except asyncio.CancelledError:
                if self._verdict or self._next is None:
                    raise
            source, self._next = self._next, None

    def _end(self, status: str) -> None:
        call = self.call
        if self._limit is not None:
            self._limit.cancel()
        call.duration = self.seconds_talked()
        call.become(status)
        sip_code = 200 if self._answered_at or status == "canceled" else self.pickup.sip_code
        if status == "no-answer":
            sip_code = 487
        self.world.ledger.append(
            "end",
            sid=call.sid,
            to=call.to,
            status=status,
            duration=call.duration,
            answered_by=call.answered_by,
            sip_code=sip_code,
        )
        self._gone(call.sid)
        self.stop_transcription()
        is_early = self.world.faults.take("ending", number=call.to) is not None
        extra = ending_fields(call, sip_code)
        for recording in self.recordings:
            extra |= {
                "RecordingSid": recording.sid,
                "RecordingUrl": self.office.recordings.media_url(recording),
                "RecordingDuration": str(call.duration),
            }
        if is_early:
            self._finish_recordings()
        self.callbacks.fire("completed", status, extra)
        if not is_early:
            self._finish_recordings()

    def _finish_recordings(self) -> None:
        for recording in self.recordings:
            self.office.recordings.finish(recording, self.call.duration or 0)


def first_source(call: Call) -> Source:
    """Where a call's first instructions come from."""
    told = call.instructions
    return Source(
        url=told["Url"],
        method=told.method("Method"),
        params=call_fields(call),
        twiml=told["Twiml"],
        fallback=told["FallbackUrl"],
        fallback_method=told.method("FallbackMethod"),
    )


def _wishes(call: Call) -> Wishes:
    told = call.instructions
    return Wishes(
        source="OutboundAPI",
        channels=2 if told["RecordingChannels"] == "dual" else 1,
        track=told["RecordingTrack"] or "both",
        callback=told["RecordingStatusCallback"],
        method=told.method("RecordingStatusCallbackMethod"),
        events=told.recording_events,
    )
