"""What a conversation about a call begins with, read from the database."""

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings

from accounts.models import LANGUAGES
from audio.accounts import require_characters
from calls.hints import hints_of
from calls.models import Call
from calls.recordings import is_recorded
from conversations.dialogue import Speaker
from conversations.engine import Mind
from conversations.metering import new_meter
from conversations.minds import mind_for
from conversations.models import Agent
from conversations.usage import Meter
from conversations.versions import agent_for_call
from conversations.voices import speech_account, voice_of
from conversations.wanted import wanted_in
from lib.clock import database_now
from lib.errors import DomainError
from providers.rehearsal import NotASimulator
from providers.speech.base import OutOfQuota
from providers.speech.registry import speech_for
from voice.manners import Manners
from voice.stream.line import Sounds
from voice.stream.silero import speech_classifier
from voice.transcript import Entry, Transcript

_LEAST_SILENCE = 1.2
"""Real seconds: sound is made and listened to while the clock runs, in a rehearsal too."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """A call's mind, what was said so far, and how long ago the person answered.

    `disclosure` is the part of the opening that must be heard before a model speaks. `speed` is
    how fast the world of this call runs: 1 for everything but a rehearsal. `sounds` listen and
    speak where we do it ourselves; None where a provider does, or nobody can. `hints` are what
    colleagues who read along told the agent so far.
    """

    call_id: int
    mind: Mind
    disclosure: str
    transcript: Transcript
    manners: Manners
    elapsed_ms: int
    meter: Meter
    speed: float = 1.0
    sounds: Sounds | None = None
    country: str = ""
    hints: list[str] = field(default_factory=list)


def brief(call: Call) -> Briefing:
    """Everything that a conversation about this call needs to begin, or to go on.

    Raises DomainError where no language model is configured.
    """
    transcript = _transcript(call)
    now = database_now()
    purpose = call.context.get("purpose", "")
    begun = call.answered_at or now
    agent = agent_for_call(call.agent, call.context.get("agent_version"))
    mind = mind_for(
        agent=agent,
        contact=call.contact,
        now=begun,
        purpose=purpose,
        recorded=is_recorded(call),
        scope=f"call:{call.pk}",
        wanted=wanted_in(call.context.get("extract")),
    )
    speed = settings.SIMULATOR_SPEED if call.trunk.is_rehearsal else 1.0
    sounds = None
    if (call.line or agent.voice_mode) == Agent.VoiceMode.STREAM:
        sounds = sounds_of(agent, purpose=purpose, language=mind.language, speed=speed)
    return Briefing(
        call_id=call.pk,
        mind=mind,
        disclosure=mind.disclosure,
        transcript=transcript,
        manners=Manners(longest_call=mind.limits.minutes * 60).at_speed(
            speed, least_silence=_LEAST_SILENCE if sounds else 0.0
        ),
        elapsed_ms=_elapsed_ms(call, transcript, now),
        meter=new_meter(transcript.usages()),
        speed=speed,
        sounds=sounds,
        country=call.contact.country if call.contact else "",
        hints=hints_of(call),
    )


def sounds_of(agent: Agent, *, purpose: str, language: str, speed: float = 1.0) -> Sounds | None:
    """Who listens and speaks for an agent; None where nobody can."""
    try:
        account = speech_account(agent.organization)
        require_characters(account)
        speech = speech_for(account)
    except (DomainError, NotASimulator, OutOfQuota):
        return None
    return Sounds(
        speech=speech,
        voices={
            each: voice_of(agent, purpose=purpose, language=each)
            for each in {language, *dict(LANGUAGES)}
        },
        language=language,
        classify=speech_classifier(),
        speed=speed,
    )


def _transcript(call: Call) -> Transcript:
    return Transcript(
        Entry(
            number=turn.number,
            speaker=Speaker(turn.role),
            text=turn.text,
            said_at_ms=turn.said_at_ms,
            interrupted=turn.interrupted,
            latency_ms=turn.latency_ms,
            usage=turn.usage,
        )
        for turn in call.turns.all()
    )


def _elapsed_ms(call: Call, transcript: Transcript, now: dt.datetime) -> int:
    """Since the answer, as far as we have heard of it; never before what was said already."""
    said_at = transcript.last.said_at_ms if transcript.last else 0
    if call.answered_at is None:
        return said_at
    return max(said_at, int((now - call.answered_at).total_seconds() * 1000))
