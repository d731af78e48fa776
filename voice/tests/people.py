"""A call that somebody has just answered, and what may be said on it."""

import datetime as dt
from collections.abc import Callable, Sequence

from accounts.models import Organization
from calls.lifecycle import Status
from calls.models import Call, Trunk
from contacts.models import Contact
from conversations.engine import Limits, Mind
from conversations.models import Agent
from conversations.tests.scripted import ScriptedModel, Step
from lib.tokens import new_token
from voice.briefing import Briefing, brief
from voice.manners import Manners

DISCLOSURE = "Soy Ana, una inteligencia artificial de Taller Sol."
OPENING = f"{DISCLOSURE} ¿Tiene un momento?"
QUICK = Manners(
    silence=30.0,
    keys=0.05,
    letters_per_second=100_000.0,
    breath=0.05,
    longest_call=600.0,
    closing=2.0,
)
"""Nobody is ever silent for so long in a test that does not mean it."""


def answered_call(*, voice_mode: str = Agent.VoiceMode.RELAY, number: str = "+34600000001") -> Call:
    """A rehearsal's call, in progress."""
    organization = Organization.objects.create(name="Taller Sol", is_rehearsal=True)
    agent = Agent.objects.create(
        organization=organization, name="Ana", goal="Confirmar la cita.", voice_mode=voice_mode
    )
    contact = Contact.objects.create(
        organization=organization, e164=number, name="Luis", country="ES"
    )
    trunk, _ = Trunk.objects.get_or_create(
        provider="twilio", account="AC" + "0" * 32, is_rehearsal=True
    )
    return Call.objects.create(
        organization=organization,
        agent=agent,
        contact=contact,
        trunk=trunk,
        to_number=number,
        from_number="+12025550100",
        status=Status.IN_PROGRESS,
        provider_id=f"CA{new_token()}",
    )


def scripted_mind(
    scripts: Sequence[Sequence[Step]], *, limits: Limits | None = None
) -> tuple[Mind, ScriptedModel]:
    """A mind that thinks what the test wrote."""
    model = ScriptedModel(scripts)
    mind = Mind(
        prompt="Eres Ana.",
        opening=OPENING,
        language="es",
        model=model,
        now=dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC),
        zone="Europe/Madrid",
        limits=limits or Limits(),
    )
    return mind, model


def briefed_with(mind: Mind, manners: Manners = QUICK) -> Callable[[Call], Briefing]:
    """A briefing as the database tells it, but for who thinks and how patiently."""

    def prepare(call: Call) -> Briefing:
        known = brief(call)
        return Briefing(
            call_id=known.call_id,
            mind=mind,
            disclosure=DISCLOSURE,
            transcript=known.transcript,
            manners=manners,
            meter=known.meter,
            elapsed_ms=known.elapsed_ms,
        )

    return prepare
