"""The demo organisation: a rehearsal world in which a campaign can be watched from the file to
the report. None of its calls can leave this machine."""

import hashlib
import hmac
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction

from accounts.models import Membership, Organization, User
from accounts.permissions import Role
from campaigns.models import Campaign
from campaigns.services import create_campaign, start_campaign
from contacts.models import Import
from contacts.services import create_import, run_import, suppress
from conversations.models import Agent, Purpose

LOGIN = "demo@callsys.example"
CONTACTS_FILE = settings.BASE_DIR / "examples" / "contactos.csv"
LIST_NAME = "Clientes de la panadería"

ALL_DAY = {str(day): [["00:00", "24:00"]] for day in range(7)}
"""Nobody real is rung, so the demo runs at any hour."""

QUICK_RETRIES = {
    "busy": {"attempts": 2, "delay": 4, "growth": 1},
    "no_answer": {"attempts": 2, "delay": 6, "growth": 1},
    "voicemail": {"attempts": 2, "delay": 8, "growth": 1},
    "failed": {"attempts": 2, "delay": 4, "growth": 1},
}
"""A rehearsal's hours are seconds."""


def demo_password() -> str:
    """The demo user's password: another one on every installation, the same at every start."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"demo password", hashlib.sha256)
    return f"demo-{digest.hexdigest()[:8]}"


def ensure_demo() -> Campaign:
    """The demo's campaign, made and started on the first call; later calls change nothing."""
    existing = Campaign.objects.filter(organization__name=_NAME, organization__is_rehearsal=True)
    campaign = existing.select_related("organization").order_by("pk").first()
    if campaign is None:
        organization, user = _people()
        _import(organization, user, CONTACTS_FILE)
        campaign = _campaign(organization, user)
    if campaign.status == Campaign.Status.DRAFT:
        campaign = start_campaign(campaign=campaign)
    return campaign


_NAME = "Panadería Luna (demo)"


@transaction.atomic
def _people() -> tuple[Organization, User]:
    organization, _made = Organization.objects.get_or_create(
        name=_NAME, is_rehearsal=True, defaults={"language": "es", "default_country": "ES"}
    )
    user = User.objects.filter(email=LOGIN).first() or User.objects.create_superuser(
        LOGIN, demo_password(), name="Demo", language="es"
    )
    Membership.objects.get_or_create(
        user=user, organization=organization, defaults={"role": Role.OWNER.value}
    )
    return organization, user


def _import(organization: Organization, user: User, path: Path) -> None:
    if Import.objects.filter(organization=organization).exists():
        return
    with path.open("rb") as file:
        upload = create_import(
            organization=organization,
            user=user,
            file=File(file, name=path.name),
            filename=path.name,
            list_name=LIST_NAME,
            default_country=organization.default_country,
        )
    run_import(import_id=upload.pk)


@transaction.atomic
def _campaign(organization: Organization, user: User) -> Campaign:
    contact_list = organization.contact_lists.get(name=LIST_NAME)
    for contact in contact_list.contacts.order_by("pk")[10:12]:
        suppress(
            organization=organization,
            e164=contact.e164,
            reason="Pidió no recibir llamadas",
            source="staff",
            evidence="demo",
        )
    return create_campaign(
        organization=organization,
        user=user,
        name="Roscones de Reyes: encargos",
        purpose=Purpose.SALES,
        agent=_agent(organization),
        lists=[contact_list],
        windows=ALL_DAY,
        max_concurrent=25,
        calls_per_second=10.0,
        retry_policy=QUICK_RETRIES,
    )


def _agent(organization: Organization) -> Agent:
    agent, _made = Agent.objects.get_or_create(
        organization=organization,
        name="Lucía",
        defaults={
            "purpose": Purpose.SALES,
            "language": "es",
            "goal": "Que la persona encargue un roscón de Reyes para el 5 de enero.",
            "facts": (
                "El roscón mediano cuesta veintidós euros y el grande veintiocho.\n"
                "Se recoge el 5 de enero de ocho de la mañana a ocho de la tarde.\n"
                "Sin gluten hay que pedirlo antes del 28 de diciembre."
            ),
        },
    )
    return agent


def demo_facts() -> dict[str, Any]:
    """What `./dev run` tells a person who wants to look around."""
    campaign = ensure_demo()
    return {"login": LOGIN, "password": demo_password(), "campaign": campaign.pk}
