"""With which accounts an organisation writes to people and books them in: its own, else the
instance's. A rehearsal's are the simulator's, whatever keys are set."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from accounts.models import Organization
from accounts.vault import own_accounts
from providers.calendar.google import GoogleCalendar
from providers.messaging.base import Messenger
from providers.messaging.sms import TwilioSms
from providers.messaging.telegram import Telegram
from providers.messaging.whatsapp import WhatsApp
from providers.rehearsal import NotASimulator, require_simulator

_Accounts = Mapping[str, Mapping[str, str]]
"""Provider → what the account there is made of (`accounts.vault.FIELDS`), and its `base_url`."""


@dataclass(frozen=True, slots=True)
class Messengers:
    """The ways to write; None for what nobody has set up."""

    telegram: Messenger | None
    whatsapp: Messenger | None
    sms: Messenger | None


def messengers_of(organization: Organization) -> Messengers:
    """The ways by which an organisation writes. Raises CredentialUnreadable."""
    accounts = _accounts_of(organization)
    return Messengers(
        telegram=_telegram(accounts.get("telegram")),
        whatsapp=_whatsapp(accounts.get("whatsapp")),
        sms=_sms(accounts.get("twilio")),
    )


def calendar_of(organization: Organization) -> GoogleCalendar | None:
    """Its calendar, None where there is none. Raises CredentialUnreadable."""
    account = _accounts_of(organization).get("google_calendar")
    return GoogleCalendar(**account) if account else None


def _telegram(account: Mapping[str, str] | None) -> Messenger | None:
    return Telegram(**account) if account else None


def _whatsapp(account: Mapping[str, str] | None) -> Messenger | None:
    return WhatsApp(**account) if account else None


def _sms(account: Mapping[str, str] | None) -> Messenger | None:
    if not account:
        return None
    number = account["numbers"].split(",")[0].strip()
    return TwilioSms(account["account"], account["secret"], number, account["base_url"])


def _accounts_of(organization: Organization) -> _Accounts:
    """Those that are complete."""
    if organization.is_rehearsal:
        return _simulated()
    accounts = _instances() | own_accounts(organization)
    addresses = {
        "telegram": settings.TELEGRAM_BASE_URL,
        "whatsapp": settings.WHATSAPP_BASE_URL,
        "twilio": settings.TWILIO_BASE_URL,
        "google_calendar": settings.GOOGLE_CALENDAR_BASE_URL,
    }
    return {
        provider: accounts[provider] | {"base_url": address}
        for provider, address in addresses.items()
        if all(accounts[provider].values())
    }


def _instances() -> dict[str, dict[str, str]]:
    numbers = [settings.TWILIO_PHONE_NUMBER, *settings.TWILIO_PHONE_NUMBERS]
    return {
        "telegram": {"token": settings.TELEGRAM_TOKEN},
        "whatsapp": {
            "phone_number_id": settings.WHATSAPP_PHONE_NUMBER_ID,
            "token": settings.WHATSAPP_TOKEN,
        },
        "twilio": {
            "account": settings.TWILIO_ACCOUNT_SID,
            "secret": settings.TWILIO_AUTH_TOKEN,
            "numbers": ",".join(filter(None, numbers)),
        },
        "google_calendar": {
            "calendar_id": settings.GOOGLE_CALENDAR_ID,
            "client_id": settings.GOOGLE_CLIENT_ID,
            "client_secret": settings.GOOGLE_CLIENT_SECRET,
            "refresh_token": settings.GOOGLE_REFRESH_TOKEN,
        },
    }


def _simulated() -> _Accounts:
    base = settings.SIMULATOR_URL
    try:
        require_simulator(base)
    except NotASimulator:
        return {}
    of_google = ("calendar_id", "client_id", "client_secret", "refresh_token")
    return {
        "telegram": {"token": "rehearsal", "base_url": f"{base}/telegram"},
        "whatsapp": {
            "phone_number_id": "1",
            "token": "rehearsal",
            "base_url": f"{base}/whatsapp",
        },
        "twilio": {
            "account": settings.SIMULATOR_ACCOUNT_SID,
            "secret": settings.SIMULATOR_AUTH_TOKEN,
            "numbers": ",".join(settings.SIMULATOR_NUMBERS),
            "base_url": base,
        },
        "google_calendar": dict.fromkeys(of_google, "rehearsal") | {"base_url": f"{base}/google"},
    }
