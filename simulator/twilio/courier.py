"""Requests that Twilio makes of us: signed, bounded, tried again as the address asks."""

import asyncio
import uuid
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote_plus, urljoin, urlsplit

import aiohttp
from yarl import URL

from simulator.faults import Fault
from simulator.twilio.overrides import Delivery, read_delivery
from simulator.twilio.signature import sign, with_port
from simulator.world import World

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MOST_REDIRECTS = 5
Params = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `failure` is `ct`, `rt`, `4xx`, `5xx`, or "" when all went well."""

    status: int = 0
    body: str = ""
    kind: str = ""  # the content type, without parameters
    url: str = ""
    failure: str = ""


class Courier:
    """Carries one account's webhooks over the world's client."""

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token

    def handshake(self, url: str) -> dict[str, str]:
        """Headers of a socket's handshake, signed over its address."""
        return {"x-twilio-signature": sign(self._token, url)}

    async def tell(self, url: str, method: str, params: Params, *, number: str, event: str) -> None:
        """A webhook that stands by itself: what a fault of callbacks does to it is done here."""
        fault = self._world.faults.take("callback", number=number, path=url, event=event)
        kind = fault.kind if fault else ""
        if kind == "callback_lost":
            return
        if fault and kind == "callback_delay":
            await self._world.clock.sleep(fault.seconds)
        for _ in range(2 if kind == "callback_duplicate" else 1):
            await self.carry(url, method, params, fault)

    async def carry(
        self, url: str, method: str, params: Params, fault: Fault | None = None
    ) -> Answer:
        """One webhook, first try and retries; never raises for what the receiver does."""
        delivery = read_delivery(url)
        headers = {"I-Twilio-Idempotency-Token": str(uuid.uuid4()), "User-Agent": "TwilioProxy/1.1"}
        answer = Answer(failure="rt")
        try:
            async with asyncio.timeout(delivery.total / 1000):
                for _ in range(1 + delivery.retries):
                    answer = await self._follow(delivery, method.upper(), params, headers, fault)
                    if not answer.failure or not delivery.again_after(answer.failure):
                        break
        except TimeoutError:
            return Answer(failure="rt", url=delivery.url)
        return answer

    async def _follow(
        self,
        delivery: Delivery,
        method: str,
        params: Params,
        headers: dict[str, str],
        fault: Fault | None,
    ) -> Answer:
        url = delivery.url
        for _ in range(_MOST_REDIRECTS):
            answer, location = await self._once(
                url, delivery, method=method, params=params, headers=headers, fault=fault
            )
            if not location:
                return answer
            # Twilio follows with GET and leaves the form behind.
            url, method, params = urljoin(url, location), "GET", {}
        return Answer(failure="4xx", url=url)

    async def _once(
        self,
        url: str,
        delivery: Delivery,
        *,
        method: str,
        params: Params,
        headers: dict[str, str],
        fault: Fault | None,
    ) -> tuple[Answer, str]:
        body = None
        if method == "GET" and params:
            url += ("&" if urlsplit(url).query else "?") + _form(params)
        elif method == "POST":
            body = _form(params)
        signed = self._signed(url, params if body is not None else {}, fault)
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=delivery.connect / 1000, sock_read=delivery.read / 1000
        )
        form = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"} if body else {}
        try:
            async with self._world.http.request(
                method,
                # As written: what is signed is what is sent.
                URL(url, encoded=True),
                data=body,
                headers={**headers, **form, **signed},
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                text = await response.text(errors="replace")
                location = response.headers.get("Location", "")
                moved = location if response.status in _REDIRECTS else ""
                return _answer(response.status, text, response.content_type, url), moved
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError):
            return Answer(failure="ct", url=url), ""
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return Answer(failure="rt", url=url), ""

    def _signed(self, url: str, params: Params, fault: Fault | None) -> dict[str, str]:
        kind = fault.kind if fault else ""
        if kind == "callback_unsigned":
            return {}
        if kind == "callback_port_signature":
            url = with_port(url)
        token = "wrong" if kind == "callback_bad_signature" else self._token
        return {"X-Twilio-Signature": sign(token, url, params.items())}


# Names and most values are the same in every callback: encoding them anew is the dearest part.
_encoded = lru_cache(maxsize=8192)(quote_plus)


def _form(params: Params) -> str:
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in params.items())


def _answer(status: int, body: str, kind: str, url: str) -> Answer:
    failure = ""
    if status >= 400:
        failure = "5xx" if status >= 500 else "4xx"
    return Answer(status=status, body=body, kind=kind, url=url, failure=failure)
