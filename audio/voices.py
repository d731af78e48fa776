"""The voices that an organisation may choose from, and what is left to speak with.

The provider is asked; for some minutes its answers are kept, since nobody's voices change often.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from audio.purchase import ask
from conversations.voices import speech_account
from lib.errors import DomainError, NotFound
from providers.errors import ProviderError
from providers.speech.base import Quota, Voice
from providers.speech.registry import SpeechAccount

logger = logging.getLogger(__name__)

_WITHIN = 8.0
_VOICES_KEPT, _QUOTA_KEPT, _PREVIEW_KEPT = 300, 30, 86400


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the provider told. `trouble` says why it told nothing, or is ""."""

    voices: Sequence[Voice] = ()
    quota: Quota | None = None
    trouble: str = ""


def shelf_of(organization: Organization) -> Shelf:
    """The voices and the quota, or why they can't be shown."""
    try:
        return Shelf(voices_of(organization), _quota_of(organization))
    except DomainError as error:
        return Shelf(trouble=str(error))


def voices_of(organization: Organization) -> Sequence[Voice]:
    """Every voice of the account. Raises DomainError."""
    voices: Sequence[Voice] = _asked(
        organization, "voices", lambda speech: speech.voices(), kept=_VOICES_KEPT
    )
    return voices


def preview_of(organization: Organization, voice_id: str) -> bytes:
    """How a voice of the account sounds. Raises DomainError; NotFound for a voice of others."""
    voice = next((one for one in voices_of(organization) if one.id == voice_id), None)
    if voice is None or not voice.preview_url:
        raise NotFound("voice_not_found", _("There is no such voice."))
    sound: bytes = _asked(
        organization,
        f"preview:{voice_id}",
        lambda speech: speech.preview(voice),
        kept=_PREVIEW_KEPT,
    )
    return sound


def _quota_of(organization: Organization) -> Quota:
    quota: Quota = _asked(organization, "quota", lambda speech: speech.quota(), kept=_QUOTA_KEPT)
    return quota


def _asked(
    organization: Organization,
    what: str,
    question: Callable[[SpeechAccount], Awaitable[Any]],
    *,
    kept: int,
) -> Any:
    key = f"speech:{'rehearsal' if organization.is_rehearsal else 'real'}:{what}"
    if (known := cache.get(key)) is not None:
        return known
    account = speech_account(organization)
    try:
        answer = ask(account, question, within=_WITHIN)
    except ProviderError as error:
        logger.warning("voices_not_told", extra={"code": error.code})
        raise DomainError("voices_not_told", _("The voice provider does not answer.")) from error
    cache.set(key, answer, kept)
    return answer
