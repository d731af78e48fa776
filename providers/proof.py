"""Whether an account at a provider opens: one cheap request that rings nobody."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing

from providers.calendar.google import GoogleCalendar
from providers.llm.base import Message
from providers.llm.registry import DEFAULT_MODELS, PROVIDERS, close_models, model_for
from providers.messaging.telegram import Telegram
from providers.messaging.whatsapp import WhatsApp
from providers.rehearsal import require_simulator
from providers.speech.registry import Account as SpeechAccount
from providers.speech.registry import close_speech, speech_for
from providers.telephony.registry import Account, open_telephony

_TEST_NUMBER = "+15005550006"
"""Twilio's own for tests: no call between it and itself is listed."""
_CHANNELS: dict[str, Callable[..., WhatsApp | Telegram | GoogleCalendar]] = {
    "whatsapp": WhatsApp,
    "telegram": Telegram,
    "google_calendar": GoogleCalendar,
}


def prove_account(
    provider: str, secrets: Mapping[str, str], *, base_url: str = "", is_rehearsal: bool = False
) -> None:
    """Ask a provider something as this account; `secrets` are `account` and `secret` of a
    telephone provider, `api_key` of who thinks or speaks, and what `WhatsApp`, `Telegram` and
    `GoogleCalendar` are made with.

    Raises ProviderError: retryable where it is not known whether the account opens; NotASimulator
    for a rehearsal that would leave this machine.
    """
    if provider in PROVIDERS:
        asyncio.run(_prove_model(provider, secrets["api_key"], base_url, is_rehearsal))
    elif provider == "elevenlabs":
        asyncio.run(_prove_voice(SpeechAccount(secrets["api_key"], base_url, is_rehearsal)))
    elif provider in _CHANNELS:
        if is_rehearsal:
            require_simulator(base_url)
        _CHANNELS[provider](**secrets, base_url=base_url).prove()
    else:
        account = Account(provider, secrets["account"], secrets["secret"], base_url, is_rehearsal)
        open_telephony(account).find(to_number=_TEST_NUMBER, from_number=_TEST_NUMBER)


async def _prove_model(provider: str, key: str, base_url: str, is_rehearsal: bool) -> None:
    model = model_for(
        provider=provider,
        model=DEFAULT_MODELS[provider],
        api_key=key,
        base_url=base_url,
        is_rehearsal=is_rehearsal,
    )
    try:
        async with aclosing(
            model.stream(system="Answer with one word.", messages=[Message("user", "Hello?")])
        ) as answer:
            async for _chunk in answer:
                break  # it speaks: leaving the stream stops it, and what it costs
    finally:
        await close_models()


async def _prove_voice(account: SpeechAccount) -> None:
    try:
        await speech_for(account).quota()
    finally:
        await close_speech()
