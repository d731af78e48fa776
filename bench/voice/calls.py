"""Rows of calls that somebody has just answered."""

import secrets

from accounts.models import Organization
from calls.lifecycle import Status
from calls.models import Call
from calls.trunks import trunk_for
from contacts.models import Contact
from conversations.models import Agent
from lib.clock import database_now


def calls_in_progress(kind: str, count: int) -> list[str]:
    """The tokens of so many calls of a rehearsal, held over this kind of line."""
    organization = Organization.objects.create(name=f"Bench {kind}", is_rehearsal=True)
    agent = Agent.objects.create(
        organization=organization, name="Ana", goal="Confirmar la cita.", voice_mode=kind
    )
    trunk = trunk_for(organization)
    people = Contact.objects.bulk_create(
        Contact(organization=organization, e164=f"+3460{n:07}", name="Luis", country="ES")
        for n in range(count)
    )
    calls = Call.objects.bulk_create(_call(agent, person, trunk_id=trunk.pk) for person in people)
    return [call.token for call in calls]


def _call(agent: Agent, person: Contact, *, trunk_id: int) -> Call:
    return Call(
        organization=agent.organization,
        agent=agent,
        contact=person,
        trunk_id=trunk_id,
        to_number=person.e164,
        from_number="+12025550100",
        status=Status.IN_PROGRESS,
        answered_at=database_now(),
        provider_id=f"CA{secrets.token_hex(16)}",
    )
