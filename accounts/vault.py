"""An organisation's own accounts at the providers: tested when kept, sealed, shown to nobody.

Where an organisation has none, the instance's serves (the settings). Whoever speaks to a provider
asks `own_account`; it alone opens what is sealed.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models import Organization, ProviderCredential
from lib.errors import DomainError, InvalidInput
from lib.sealing import Unreadable, seal

Provider = ProviderCredential.Provider
Secrets = Mapping[str, str]
Check = Callable[[Organization, str, Secrets], None]

FIELDS: dict[str, tuple[str, ...]] = {
    Provider.TWILIO: ("account", "secret", "numbers"),
    Provider.OPENAI: ("api_key",),
    Provider.ANTHROPIC: ("api_key",),
    Provider.GEMINI: ("api_key",),
    Provider.ELEVENLABS: ("api_key",),
    Provider.WHATSAPP: ("phone_number_id", "token"),
    Provider.TELEGRAM: ("token",),
    Provider.GOOGLE_CALENDAR: ("calendar_id", "client_id", "client_secret", "refresh_token"),
}
"""What an account at each provider is made of, first by what people know it again; `numbers` are
E.164, separated by commas."""
LONGEST = 500
_HINT = 4
_checks: list[Check] = []


class CredentialUnreadable(DomainError):
    """Nobody can open it any more: the key that sealed it is gone."""

    def __init__(self) -> None:
        super().__init__(
            "credential_unreadable", _("This provider's key can't be read: enter it again.")
        )


def check_with(check: Check) -> None:
    """Says how an account is tried at its provider (`callsys` knows both): raises DomainError."""
    _checks[:] = [check]


def credentials_of(access: Access) -> QuerySet[ProviderCredential]:
    """The organisation's own accounts, without what is in them."""
    access.require("credentials.edit")
    return ProviderCredential.objects.visible_to(access).defer("sealed").order_by("provider")


def keep_credential(*, access: Access, provider: str, secrets: Secrets) -> ProviderCredential:
    """Try an account at its provider, and keep it in place of the one before.

    Raises InvalidInput for fields that are missing or a key that the provider refuses
    (`credential_refused`), DomainError `provider_unreachable`; nothing is kept then.
    """
    access.require("credentials.edit")
    tidy = require_shape(provider, secrets)
    _try(access.organization, provider, tidy)  # no transaction waits for the network
    kept, _created = ProviderCredential.objects.update_or_create(
        organization=access.organization,
        provider=provider,
        defaults={
            "account": tidy.get("account", ""),
            "sealed": seal(json.dumps(tidy)),
            "hint": tidy[FIELDS[provider][0]][-_HINT:],
            "tested_at": timezone.now(),
        },
    )
    return kept


def try_credential(*, access: Access, credential: ProviderCredential) -> ProviderCredential:
    """Try a kept account again; raises as `keep_credential` does."""
    access.require("credentials.edit")
    _try(access.organization, credential.provider, secrets_in(credential))
    credential.tested_at = timezone.now()
    credential.save(update_fields=["tested_at"])
    return credential


@transaction.atomic
def forget_credential(*, access: Access, credential: ProviderCredential) -> None:
    """From now on the instance's own account serves again."""
    access.require("credentials.edit")
    credential.delete()


def own_accounts(organization: Organization) -> dict[str, dict[str, str]]:
    """Provider → what the organisation's own account there is made of. One query.

    Raises CredentialUnreadable: the instance's account never pays for a key that was lost.
    """
    kept = ProviderCredential.objects.filter(organization=organization)
    return {credential.provider: secrets_in(credential) for credential in kept}


def own_account(organization: Organization, provider: str) -> dict[str, str]:
    """The organisation's own account at one provider; {} where it has none. Raises as above."""
    kept = ProviderCredential.objects.filter(organization=organization, provider=provider).first()
    return secrets_in(kept) if kept else {}


def account_named(provider: str, account: str) -> dict[str, str]:
    """Whichever organisation's account at a provider goes by this name; {} for none.

    Several may share one: then the one that was kept last. Raises as above.
    """
    kept = ProviderCredential.objects.filter(provider=provider, account=account)
    newest = kept.exclude(account="").order_by("-updated_at").first()
    return secrets_in(newest) if newest else {}


def secrets_in(credential: ProviderCredential) -> dict[str, str]:
    """What is sealed in it. Raises CredentialUnreadable."""
    try:
        opened: dict[str, str] = json.loads(credential.sealed.reveal())
    except Unreadable as error:
        raise CredentialUnreadable from error
    return opened


def _try(organization: Organization, provider: str, secrets: Secrets) -> None:
    for check in _checks:
        check(organization, provider, secrets)


def require_shape(provider: str, secrets: Secrets) -> dict[str, str]:
    """What an account at this provider is made of, without the spaces around it. InvalidInput
    for what is missing, or can't be a key."""
    names = FIELDS.get(provider)
    if names is None:
        message = _("There is no such provider.")
        raise InvalidInput("provider_unknown", message, fields={"provider": message})
    tidy = {name: str(secrets.get(name, "")).strip() for name in names}
    wrong: dict[str, Any] = {
        name: _("This is needed, and no longer than a key is.")
        for name, text in tidy.items()
        if not 0 < len(text) <= LONGEST or not text.isascii() or not text.isprintable()
    }
    if wrong or set(secrets) - set(names):
        message = _("Give exactly what this provider's account is made of.")
        raise InvalidInput("credential_incomplete", message, fields=wrong or {"secrets": message})
    return tidy
