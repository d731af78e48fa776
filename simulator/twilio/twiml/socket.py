"""Opening a socket of ours, as Twilio does: signed, and not for long."""

import asyncio

import aiohttp
from yarl import URL

from simulator.twilio.line import Line

_CONNECTS_WITHIN = 5.0  # seconds of the wall
Socket = aiohttp.ClientWebSocketResponse


class SocketRefused(Exception):
    """Nobody answered, or somebody said no."""


async def open_socket(line: Line, url: str, seam: str) -> Socket:
    """The open socket; raises SocketRefused, also when a fault of `seam` says so."""
    if line.world.faults.take(seam, number=line.call.to, path=url):
        raise SocketRefused("the socket was refused")
    headers = line.office.courier.handshake(url)
    try:
        async with asyncio.timeout(_CONNECTS_WITHIN):
            return await line.world.http.ws_connect(
                URL(url, encoded=True), headers=headers, max_msg_size=1 << 20
            )
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise SocketRefused(f"the socket was refused: {type(error).__name__}") from error
