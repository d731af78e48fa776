"""Whose voice an agent speaks with, and through which account."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from accounts.vault import own_account
from conversations.models import Agent
from lib.errors import DomainError
from providers.speech.registry import Account

REHEARSAL_VOICES = {"es": "simLucia0000000000ES", "en": "simEmma00000000000US"}
"""The simulator's own, where an agent has none."""


def speech_account(organization: Organization) -> Account:
    """The account that speaks for an organisation: its own, else the instance's; a rehearsal's
    is the simulator's, whatever keys are set.

    Raises DomainError `speech_not_ready` where there is none.
    """
    if organization.is_rehearsal:
        key, url = "rehearsal", settings.SIMULATOR_URL and f"{settings.SIMULATOR_URL}/elevenlabs"
    else:
        own = own_account(organization, "elevenlabs").get("api_key", "")
        key, url = own or settings.ELEVENLABS_API_KEY, settings.ELEVENLABS_BASE_URL
    if not key or (organization.is_rehearsal and not url):
        raise DomainError("speech_not_ready", _("No voice provider is set up."))
    return Account(
        api_key=key,
        base_url=url,
        is_rehearsal=organization.is_rehearsal,
        live_model=settings.ELEVENLABS_MODEL,
    )


def voice_of(agent: Agent, *, purpose: str = "", language: str = "") -> str:
    """The provider's voice id: the agent's own, else that of the purpose (the campaign's, where
    there is one), else the default; "" where none is set."""
    if agent.voice:
        return agent.voice
    if agent.organization.is_rehearsal:
        return REHEARSAL_VOICES[language or agent.language]
    voices = settings.ELEVENLABS_VOICES
    return voices.get(purpose or agent.purpose) or voices["default"]
