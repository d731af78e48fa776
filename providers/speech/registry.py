"""Which voices and ears there are, by the name a setting gives them."""

from dataclasses import dataclass, field
from typing import Protocol

from providers.rehearsal import require_simulator
from providers.speech.base import Speech, Synthesizer
from providers.speech.elevenlabs import client as elevenlabs
from providers.speech.elevenlabs.socket import close_sockets


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


_MAKERS = {"elevenlabs": elevenlabs.ElevenLabsSpeech}
_ADDRESSES = {"elevenlabs": elevenlabs.BASE_URL}
_POOLS = (elevenlabs.pool,)


def speech_for(account: Account) -> SpeechAccount:
    """The account's voice and ear. Cheap: connections belong to the loop on which it speaks.

    Raises NotASimulator for a rehearsal that would leave this machine.
    """
    address = account.base_url or _ADDRESSES[account.provider]
    if account.is_rehearsal:
        require_simulator(address)
    return _MAKERS[account.provider](account.api_key, address, account.live_model)


async def close_speech() -> None:
    """Close every connection that the running loop holds open: when a process stops, or at the
    end of a loop that lived for one request."""
    for pool in _POOLS:
        await pool.close()
    await close_sockets()
