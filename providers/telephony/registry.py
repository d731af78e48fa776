"""Which telephone provider serves an account."""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from providers.errors import ProviderError
from providers.telephony.base import Telephony
from providers.telephony.twilio.client import TwilioTelephony


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials at a provider. `base_url` is "" for the provider's own address.

    A rehearsal account speaks with the simulator only: `open_telephony` refuses any other
    address for it, whatever keys are set.
    """

    provider: str
    account: str
    secret: str = field(repr=False)
    base_url: str = ""
    is_rehearsal: bool = False


class NotASimulator(ProviderError):
    """A rehearsal account whose address is not a simulator's."""


_PROVIDERS: dict[str, Callable[[Account], Telephony]] = {
    "twilio": lambda account: TwilioTelephony(
        account_sid=account.account, auth_token=account.secret, base_url=account.base_url
    ),
}


def open_telephony(account: Account) -> Telephony:
    """The provider of an account; NotASimulator for a rehearsal that would leave this machine."""
    if account.is_rehearsal and not _is_near(account.base_url):
        raise NotASimulator("A rehearsal account must point at the simulator.")
    return _PROVIDERS[account.provider](account)


def _is_near(base_url: str) -> bool:
    """Whether an address is this machine, or a bare name (a neighbouring container)."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return bool(host) and "." not in host
