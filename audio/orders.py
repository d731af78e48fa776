"""Whose sentences are asked for, and how they are to sound."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from audio.keys import key_of
from conversations.models import Agent
from conversations.voices import speech_account, voice_of
from lib.errors import DomainError
from providers.speech.base import Voicing
from providers.speech.registry import Account


@dataclass(frozen=True, slots=True)
class Order:
    """Whose sentences, by which account, in which voicing."""

    organization: Organization
    account: Account
    voicing: Voicing
    agent: Agent | None = None

    def key(self, text: str) -> str:
        """Of a sentence in this voicing. A rehearsal's sound is never played to real people."""
        provider = "rehearsal" if self.account.is_rehearsal else self.account.provider
        return key_of(text, self.voicing, provider=provider)


def order_for(agent: Agent, *, purpose: str = "", language: str = "") -> Order:
    """What an agent says in a campaign of this purpose, in a language ("": its own).

    Raises DomainError `speech_not_ready` where no account or no voice is set up.
    """
    account = speech_account(agent.organization)
    language = language or agent.language
    voice = voice_of(agent, purpose=purpose, language=language)
    if not voice:
        raise DomainError("speech_not_ready", _("No voice is chosen."))
    voicing = Voicing(voice=voice, model=settings.ELEVENLABS_MODEL, language=language)
    return Order(agent.organization, account, voicing, agent)
