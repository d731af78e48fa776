"""ElevenLabs' requests through its own SDK; its sockets in `mouth` and `ear`.

The SDK's streaming requests are lazy: an error comes with the first byte that is asked for.
"""

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
from elevenlabs import VoiceSettings
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.core.request_options import RequestOptions

from providers.errors import ProviderError
from providers.llm.pool import Pool
from providers.speech.base import Ear, Mouth, Quota, Rendered, Voice, Voicing
from providers.speech.elevenlabs import ear, mouth
from providers.speech.elevenlabs.faults import from_answer, unreachable
from providers.speech.elevenlabs.pace import Pace
from providers.speech.elevenlabs.socket import close_sockets
from providers.speech.elevenlabs.style import settings_of

BASE_URL = "https://api.elevenlabs.io"

TIMEOUT = httpx.Timeout(8.0, connect=3.0)
"""Seconds without a byte."""
LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=60.0)
_ONCE: RequestOptions = {"max_retries": 0}
_PAGE = 100
_LONGEST_PREVIEW = 3 * 1024 * 1024


@cache
def _tls() -> ssl.SSLContext:
    """Made once a process: reading the certificates takes longer than many an answer."""
    return httpx.create_ssl_context()


class _Client:
    """The SDK and the pace of one account on one loop."""

    def __init__(self, api_key: str, base_url: str) -> None:
        self.http = httpx.AsyncClient(timeout=TIMEOUT, limits=LIMITS, verify=_tls())
        self.sdk = AsyncElevenLabs(api_key=api_key, base_url=base_url, httpx_client=self.http)
        self.pace = Pace()

    async def close(self) -> None:
        await self.http.aclose()


pool = Pool(_Client, lambda client: client.close())


@dataclass(frozen=True, slots=True)
class ElevenLabsSpeech:
    """A `Speech` and a `Synthesizer`. The key stays out of its printed form."""

    api_key: str = field(repr=False)
    base_url: str
    live_model: str

    async def speak(self, text: str, voicing: Voicing) -> Rendered:
        """See `Synthesizer.speak`."""
        client = self._client()

        async def ask() -> Rendered:
            request = client.sdk.text_to_speech.with_raw_response.convert(**_wanted(text, voicing))
            async with _errors_as_ours(), request as answer:
                data = b"".join([piece async for piece in answer.data])
                return Rendered(data, _learn(client, answer.headers))

        return await client.pace.run(ask)

    async def stream(self, text: str, voicing: Voicing) -> AsyncGenerator[bytes, None]:
        """See `Synthesizer.stream`."""
        client = self._client()
        async with client.pace.turn(), _errors_as_ours():
            request = client.sdk.text_to_speech.with_raw_response.stream(**_wanted(text, voicing))
            async with request as answer:
                _learn(client, answer.headers)
                async with aclosing(_bytes(answer.data)) as pieces:
                    async for piece in pieces:
                        yield piece

    async def listen(self, *, language: str) -> Ear:
        """See `Speech.listen`."""
        return await ear.open_ear(self.api_key, self.base_url, language=language)

    async def voice(self, *, voice: str, language: str) -> Mouth:
        """See `Speech.voice`."""
        voicing = Voicing(voice=voice, model=self.live_model, language=language)
        return await mouth.open_mouth(self.api_key, self.base_url, voicing, self._client().pace)

    async def voices(self) -> Sequence[Voice]:
        """See `Synthesizer.voices`."""
        found: list[Voice] = []
        page: str | None = None
        while True:
            async with _errors_as_ours():
                answer = await self._client().sdk.voices.search(
                    page_size=_PAGE, next_page_token=page, request_options=_ONCE
                )
            found += [_voice(each) for each in answer.voices]
            page = answer.next_page_token
            if not answer.has_more or not page:
                return sorted(found, key=lambda voice: voice.name)

    async def preview(self, voice: Voice) -> bytes:
        """See `Synthesizer.preview`. Asked without the key: it is a plain file elsewhere."""
        async with _errors_as_ours():
            answer = await self._client().http.get(voice.preview_url, follow_redirects=True)
            if answer.status_code != 200 or len(answer.content) > _LONGEST_PREVIEW:
                raise from_answer(answer.status_code, None)
        return answer.content

    async def quota(self) -> Quota:
        """See `Synthesizer.quota`."""
        async with _errors_as_ours():
            answer = await self._client().sdk.user.subscription.get(request_options=_ONCE)
        return Quota(
            tier=answer.tier,
            used=answer.character_count,
            limit=answer.character_limit,
            resets_at=answer.next_character_count_reset_unix,
        )

    def _client(self) -> _Client:
        return pool.client(api_key=self.api_key, base_url=self.base_url)


open_account = ElevenLabsSpeech


async def close_connections() -> None:
    """Close every connection that the running loop holds open."""
    await pool.close()
    await close_sockets()


def _wanted(text: str, voicing: Voicing) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "voice_id": voicing.voice,
        "text": text,
        "model_id": voicing.model,
        "output_format": voicing.format,
        "voice_settings": VoiceSettings(**settings_of(voicing.style)),
        "request_options": _ONCE,
    }
    if voicing.language and "multilingual_v2" not in voicing.model:
        wanted["language_code"] = voicing.language
    return wanted


def _learn(client: _Client, headers: dict[str, str]) -> int:
    """What the answer says of the account; the credits that it cost."""
    found = {name.lower(): value for name, value in headers.items()}
    if (most := found.get("maximum-concurrent-requests", "")).isdigit():
        client.pace.allow(int(most))
    cost = found.get("character-cost", "")
    return int(cost) if cost.isdigit() else 0


async def _bytes(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    async for piece in pieces:
        yield piece


def _voice(found: Any) -> Voice:
    labels = found.labels or {}
    return Voice(
        id=found.voice_id,
        name=found.name or found.voice_id,
        description=found.description or labels.get("description", ""),
        language=labels.get("language", ""),
        gender=labels.get("gender", ""),
        accent=labels.get("accent", ""),
        preview_url=found.preview_url or "",
    )


@asynccontextmanager
async def _errors_as_ours() -> AsyncIterator[None]:
    """Vendor words stop here."""
    try:
        yield
    except ApiError as error:
        raise from_answer(error.status_code or 0, error.body, error.headers) from error
    except httpx.HTTPError as error:
        raise unreachable() from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ProviderError("The voice's answer is unreadable.", retryable=True) from error
