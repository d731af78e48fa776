"""Which voices and ears there are, by the name a setting gives them.

A vendor's module is loaded by whoever asks it first: its SDK takes a third of a second and 25 MB,
which most processes never need. Those that answer calls load it before the first (`load_speech`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol, cast

from providers.rehearsal import require_simulator
from providers.speech.base import Speech, Synthesizer


class SpeechAccount(Speech, Synthesizer, Protocol):
    """An account that speaks live, and whole texts."""


@dataclass(frozen=True, slots=True)
class Account:
    """With whom, and as whom. An empty `base_url` is the vendor's own address, `live_model` the
    one that speaks on live lines."""

    api_key: str = field(repr=False)
    base_url: str = ""
    is_rehearsal: bool = False
    live_model: str = "eleven_flash_v2_5"
    provider: str = "elevenlabs"


class _Vendor(Protocol):
    """What each vendor's module has."""

    BASE_URL: str
    open_account: Callable[[str, str, str], SpeechAccount]
    """From a key, an address and a live model."""

    @staticmethod
    async def close_connections() -> None:
        """Those of the running loop."""


_MODULES = {"elevenlabs": "providers.speech.elevenlabs.client"}
_loaded: dict[str, _Vendor] = {}


def load_speech() -> None:
    """Load every vendor now, so that nobody on the line waits for it."""
    for provider in _MODULES:
        _vendor(provider)


def speech_for(account: Account) -> SpeechAccount:
    """The account's voice and ear. Cheap: connections belong to the loop on which it speaks.

    Raises NotASimulator for a rehearsal that would leave this machine.
    """
    vendor = _vendor(account.provider)
    address = account.base_url or vendor.BASE_URL
    if account.is_rehearsal:
        require_simulator(address)
    return vendor.open_account(account.api_key, address, account.live_model)


async def close_speech() -> None:
    """Close every connection that the running loop holds open: when a process stops, or at the
    end of a loop that lived for one request."""
    for vendor in list(_loaded.values()):
        await vendor.close_connections()


def _vendor(provider: str) -> _Vendor:
    if provider not in _loaded:
        _loaded[provider] = cast(_Vendor, import_module(_MODULES[provider]))
    return _loaded[provider]
