"""How an organisation's own account is tried at its provider before it is kept."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from lib.errors import DomainError, InvalidInput
from providers.errors import ProviderError
from providers.proof import prove_account

_SIMULATED = {
    "twilio": "",
    "openai": "/openai/v1",
    "anthropic": "/anthropic",
    "gemini": "/gemini",
    "elevenlabs": "/elevenlabs",
    "whatsapp": "/whatsapp",
    "telegram": "/telegram",
    "google_calendar": "/google",
}


def check_credential(organization: Organization, provider: str, secrets: Mapping[str, str]) -> None:
    """One cheap request as this account; a rehearsal's goes to the simulator.

    Raises InvalidInput `credential_refused`, DomainError `provider_unreachable`.
    """
    is_rehearsal = organization.is_rehearsal
    base_url: str = getattr(settings, f"{provider.upper()}_BASE_URL")
    if is_rehearsal:
        base_url = settings.SIMULATOR_URL + _SIMULATED[provider]
    try:
        prove_account(provider, secrets, base_url=base_url, is_rehearsal=is_rehearsal)
    except ProviderError as error:
        if not error.retryable:
            message = _("The provider refuses this account. Nothing was changed.")
            raise InvalidInput(
                "credential_refused", message, fields={"secrets": message}
            ) from error
        raise DomainError(
            "provider_unreachable", _("The provider can't be reached now. Nothing was changed.")
        ) from error
