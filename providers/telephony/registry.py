"""Which telephone provider serves an account."""

from collections.abc import Callable
from dataclasses import dataclass, field

from providers.rehearsal import require_simulator
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


_PROVIDERS: dict[str, Callable[[Account], Telephony]] = {
    "twilio": lambda account: TwilioTelephony(
        account_sid=account.account, auth_token=account.secret, base_url=account.base_url
    ),
}


def open_telephony(account: Account) -> Telephony:
    """The provider of an account; NotASimulator for a rehearsal that would leave this machine."""
    if account.is_rehearsal:
        require_simulator(account.base_url)
    return _PROVIDERS[account.provider](account)
