"""Through which provider account an organisation's calls leave."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from accounts.vault import account_named, own_account
from calls.addresses import Addresses
from calls.callerid import Limits
from calls.models import Trunk
from lib.errors import DomainError
from providers.telephony.base import Telephony
from providers.telephony.registry import Account, open_telephony


@dataclass(frozen=True, slots=True)
class _Setup:
    """What the settings say of a kind of trunk."""

    account: Account
    addresses: Addresses
    numbers: tuple[str, ...]
    calls_per_second: float
    max_concurrent: int
    of_each_number: Limits


def _rehearsal() -> _Setup:
    return _Setup(
        account=Account(
            provider="twilio",
            account=settings.SIMULATOR_ACCOUNT_SID,
            secret=settings.SIMULATOR_AUTH_TOKEN,
            base_url=settings.SIMULATOR_URL,
            is_rehearsal=True,
        ),
        addresses=Addresses(web=settings.INTERNAL_URL, voice=settings.INTERNAL_VOICE_URL),
        numbers=tuple(settings.SIMULATOR_NUMBERS),
        calls_per_second=settings.SIMULATOR_CALLS_PER_SECOND,
        max_concurrent=settings.SIMULATOR_MAX_CONCURRENT,
        of_each_number=Limits(
            settings.SIMULATOR_NUMBER_MAX_CONCURRENT, settings.SIMULATOR_NUMBER_CALLS_PER_SECOND
        ),
    )


def _real(account: str, secret: str, numbers: tuple[str, ...]) -> _Setup:
    return _Setup(
        account=Account(
            provider="twilio",
            account=account,
            secret=secret,
            base_url=settings.TWILIO_BASE_URL,
        ),
        addresses=Addresses(web=settings.PUBLIC_URL, voice=settings.VOICE_URL),
        numbers=numbers,
        calls_per_second=settings.TWILIO_CALLS_PER_SECOND,
        max_concurrent=settings.TWILIO_MAX_CONCURRENT,
        of_each_number=Limits(
            settings.TWILIO_NUMBER_MAX_CONCURRENT, settings.TWILIO_NUMBER_CALLS_PER_SECOND
        ),
    )


def _instance() -> _Setup:
    numbers = _pool(settings.TWILIO_PHONE_NUMBER, *settings.TWILIO_PHONE_NUMBERS)
    return _real(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, numbers)


def _own(secrets: Mapping[str, str]) -> _Setup:
    numbers = _pool(*(number.strip() for number in secrets["numbers"].split(",")))
    return _real(secrets["account"], secrets["secret"], numbers)


def _pool(*numbers: str) -> tuple[str, ...]:
    """Each number once, in order."""
    return tuple(dict.fromkeys(number for number in numbers if number))


def _wanted(organization: Organization) -> _Setup:
    if organization.is_rehearsal:
        return _rehearsal()
    own = own_account(organization, "twilio")
    return _own(own) if own else _instance()


def _setup(trunk: Trunk) -> _Setup:
    """What is behind a trunk: the simulator, the instance's account, or an organisation's own.

    Raises DomainError `provider_not_ready` where the account was taken away meanwhile.
    """
    if trunk.is_rehearsal:
        return _rehearsal()
    if trunk.account == settings.TWILIO_ACCOUNT_SID:
        return _instance()
    own = account_named(trunk.provider, trunk.account)
    if not own:
        raise DomainError("provider_not_ready", _("No phone provider is set up."))
    return _own(own)


def trunk_for(organization: Organization) -> Trunk:
    """The trunk of an organisation: of its own account, else the instance's; a rehearsal's is the
    simulator's, whatever keys are set.

    Raises DomainError `provider_not_ready` where there is no account or no number.
    """
    setup = _wanted(organization)
    ready = setup.account.account and setup.account.secret and setup.numbers
    if not ready or (organization.is_rehearsal and not setup.account.base_url):
        raise DomainError("provider_not_ready", _("No phone provider is set up."))
    wanted = {
        "is_rehearsal": organization.is_rehearsal,
        "calls_per_second": setup.calls_per_second,
        "max_concurrent": setup.max_concurrent,
    }
    trunk, _created = Trunk.objects.get_or_create(
        provider=setup.account.provider, account=setup.account.account, defaults=wanted
    )
    if any(getattr(trunk, name) != value for name, value in wanted.items()):
        Trunk.objects.filter(pk=trunk.pk).update(**wanted)
        trunk.refresh_from_db()
    return trunk


def open_for(trunk: Trunk) -> Telephony:
    """The provider behind a trunk."""
    return open_telephony(_setup(trunk).account)


def account_of(trunk: Trunk) -> Account:
    """The account behind a trunk, with its secret."""
    return _setup(trunk).account


def secret_of(trunk: Trunk) -> str:
    """With what the provider signs its webhooks."""
    return _setup(trunk).account.secret


def addresses_of(trunk: Trunk) -> Addresses:
    """Where the provider behind a trunk reaches us."""
    return _setup(trunk).addresses


def numbers_of(trunk: Trunk) -> tuple[str, ...]:
    """The caller numbers of a trunk, E.164."""
    return _setup(trunk).numbers


def limits_of_numbers(trunk: Trunk) -> Limits:
    """What each number of a trunk may carry."""
    return _setup(trunk).of_each_number
