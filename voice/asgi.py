"""The ASGI app of the telephone's sockets: `/voice/relay/<token>`, `/voice/stream/<token>`, that of
a page that tries an agent out: `/voice/trial/<agent>`, and `/voice/health`."""

import asyncio
import json
import logging
import re

from django.conf import settings
from django.db import DatabaseError

from calls.authenticity import is_genuine_socket
from calls.lifecycle import TERMINAL
from calls.models import Call
from calls.selectors import call_for_line
from lib.errors import DomainError, NotAllowed
from voice.briefing import brief
from voice.draining import Draining
from voice.switchboard import Brief, Switchboard
from voice.trial import prepare_trial
from voice.tuning import tune_process
from voice.wire import DIRECTLY, Message, Receive, Send, Wire, answer, refuse

logger = logging.getLogger(__name__)

_LINE = re.compile(r"/voice/(relay|stream)/([0-9a-f]{32})/?")
_TRIAL = re.compile(r"/voice/trial/(\d{1,18})(/aloud)?/?")
_LOADS_WITHIN = 5.0


class Voice:
    """The lines of one process. Made idle; wakes at its first socket."""

    def __init__(self, brief: Brief = brief) -> None:
        self._brief = brief
        self._switchboard: Switchboard | None = None
        self._draining: Draining | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """ASGI's door."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._tell_health(scope["path"], send)
        else:
            await self._open(scope, receive, send)

    async def emptied(self) -> None:
        """Wait until no conversation is going on, and what was said is written down."""
        if self._switchboard is not None:
            await self._switchboard.emptied()

    async def _open(self, scope: Message, receive: Receive, send: Send) -> None:
        """A handshake: the call's own provider comes in, nobody else."""
        await receive()
        switchboard = self._awake()
        line, trial = _LINE.fullmatch(scope["path"]), _TRIAL.fullmatch(scope["path"])
        if line is None and trial is None:
            await refuse(send, 404)
        elif self._draining is not None and self._draining.has_begun:
            await refuse(send, 503)
        else:
            try:
                async with asyncio.timeout(_LOADS_WITHIN):
                    if line is not None:
                        call = await switchboard.desk.ask(_admit, line[2], scope)
                    elif trial is not None:
                        tried = await switchboard.desk.ask(
                            prepare_trial, int(trial[1]), scope, aloud=trial[2] is not None
                        )
            except DomainError:
                await refuse(send, 403)
            except (DatabaseError, TimeoutError):
                logger.warning("line_not_opened")
                await refuse(send, 503)
            else:
                await send({"type": "websocket.accept"})
                directly = scope.get("extensions", {}).get(DIRECTLY, {})
                wire = Wire(receive, send, hand_to=directly.get("to"))
                if line is not None:
                    await switchboard.connect(call, line[1], wire)
                else:
                    await switchboard.try_out(tried, wire)

    async def _tell_health(self, path: str, send: Send) -> None:
        if path != "/voice/health":
            await answer(send, 404, b"")
            return
        is_draining = self._draining is not None and self._draining.has_begun
        calls = self._switchboard.live if self._switchboard else 0
        status = "draining" if is_draining else "healthy"
        document = json.dumps({"status": status, "calls": calls}).encode()
        await answer(send, 503 if is_draining else 200, document)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            is_over = message["type"] == "lifespan.shutdown"
            if is_over and self._switchboard is not None:
                await self._switchboard.close()
            await send({"type": f"{message['type']}.complete"})
            if is_over:
                return

    def _awake(self) -> Switchboard:
        if self._switchboard is None:
            self._switchboard = Switchboard(self._brief)
            self._draining = Draining(self._switchboard.emptied, settings.VOICE_DRAIN_SECONDS)
            self._draining.stand_by()
            tune_process()
        return self._switchboard


def _admit(token: str, scope: Message) -> Call:
    """The call whose line this is, for a genuine handshake while it is not over.

    Raises NotFound or NotAllowed.
    """
    call = call_for_line(token)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = scope["query_string"].decode("latin-1")
    if call.state in TERMINAL or not is_genuine_socket(
        call.trunk, scope["path"].rstrip("/"), query=query, headers=headers
    ):
        raise NotAllowed("not_genuine", "This is not the call's provider.")
    return call


voice = Voice()
