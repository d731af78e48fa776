"""The conversation on one relay socket: our tokens are spoken, the person's words come back."""

import asyncio
import time
from typing import Any

import aiohttp

from simulator.people import CutIn, Heard, Reaction
from simulator.twilio.hangup import CallerHungUp
from simulator.twilio.line import Line
from simulator.twilio.tape import AGENT
from simulator.twilio.twiml.relay_messages import BadMessage, read_message
from simulator.twilio.twiml.relay_settings import RelaySettings, yields_to_speech

_CHARACTERS_A_SECOND = 15.0
_PLAY_SECONDS = 3.0
_PLAY_STEP = 0.25
# A person waits this long for an answer before asking whether anyone is there.
_PATIENCE = 12.0
_BETWEEN_KEYS = 0.3
# After the agent's last word a person takes a breath before answering.
_BREATH = 0.3
Message = dict[str, Any]


class RelayFailed(Exception):
    """The session ended by a fault of ours; `code` is Twilio's."""

    def __init__(self, code: int, what: str) -> None:
        super().__init__(what)
        self.code = code


class _Ended(Exception):
    """Our side sent `end`."""

    def __init__(self, handoff: str | None) -> None:
        super().__init__()
        self.handoff = handoff


class RelaySession:
    """One socket. `run` returns the handoff data, raises RelayFailed or CallerHungUp."""

    def __init__(
        self,
        line: Line,
        socket: aiohttp.ClientWebSocketResponse,
        settings: RelaySettings,
        session_id: str,
    ) -> None:
        self._line = line
        self._socket = socket
        self._settings = settings
        self._session_id = session_id
        self._language = settings.language
        self._inbox: asyncio.Queue[Message | RelayFailed] = asyncio.Queue()
        self._spoken = ""  # of the utterance now in the air
        self._cut: CutIn | None = None
        self._prompts = 0

    async def run(self) -> str | None:
        reader = asyncio.create_task(self._read())
        try:
            await self._send(self._setup())
            await self._greet()
            while True:
                text = await self._listen()
                await self._line.passes(_BREATH)
                if text and not self._inbox.empty():
                    # The agent speaks on, or has already ended the session.
                    self._line.heard.append(text)
                    continue
                await self._react(Heard(text, waited=0 if text else _PATIENCE))
        except _Ended as ended:
            return ended.handoff
        finally:
            reader.cancel()

    def _setup(self) -> Message:
        call = self._line.call
        return {
            "type": "setup",
            "sessionId": self._session_id,
            "accountSid": call.account_sid,
            "parentCallSid": "",
            "callSid": call.sid,
            "from": call.caller,
            "to": call.to,
            "forwardedFrom": "",
            "callType": "PSTN",
            "callerName": "",
            "direction": call.direction,
            "callStatus": "IN-PROGRESS",
            "customParameters": self._settings.parameters,
        }

    async def _greet(self) -> None:
        """Speaks the welcome, or lets the person say hello into the silence."""
        line, settings = self._line, self._settings
        if settings.welcome:
            await self._begin_utterance()
            if await self._utter(settings.welcome, settings.welcome_yields):
                return
            await self._end_utterance()
            await self._react(Heard(line.take_heard()))
            return
        if not line.greeted and (hello := line.person.hello()):
            line.greeted = True
            pickup = line.pickup
            wait = pickup.greeting if pickup.answered_by != "human" else 0.8
            await self._react_with(Reaction(say=hello, after=wait))

    async def _listen(self) -> str:
        """What the person heard of one whole utterance, or "" after a long silence."""
        while True:
            message = await self._next(self._line.world.clock.patience(_PATIENCE))
            if message is None:
                await self._end_utterance()
                return self._line.take_heard()
            if await self._hear(message):
                return self._line.take_heard()

    async def _hear(self, message: Message) -> bool:
        """Performs one message; True when it closed an utterance that the person heard."""
        kind = message["type"]
        if kind == "text":
            return await self._hear_text(message)
        if kind == "end":
            # What is already queued is still spoken: see the documentation's open questions.
            raise _Ended(message.get("handoffData"))
        if kind == "sendDigits":
            await self._line.passes(len(message["digits"]) * _BETWEEN_KEYS)
            self._line.note_keys(message["digits"])
        elif kind == "language":
            self._language = message.get("transcriptionLanguage", self._language)
        elif kind == "play":
            self._line.played = True
            await self._play_file(message)
        return False

    async def _play_file(self, message: Message) -> None:
        """A file that may be preempted gives way to whatever is sent next."""
        left = _PLAY_SECONDS * max(1, message.get("loop", 1))
        while left > 0 and not (message.get("preemptible") and not self._inbox.empty()):
            await self._line.passes(_PLAY_STEP)
            left -= _PLAY_STEP

    async def _hear_text(self, message: Message) -> bool:
        token, is_last = message["token"], message.get("last", False)
        if token:
            if not self._spoken:
                await self._begin_utterance()
            yields = yields_to_speech(message.get("interruptible"), self._settings.yields)
            if await self._utter(token, yields):
                return False
        if not is_last or not self._spoken:
            return False
        await self._end_utterance()
        return True

    async def _begin_utterance(self) -> None:
        if self._settings.tells_speakers:
            await self._inform("agentSpeaking", "on")
        self._cut = self._line.person.cuts_in(self._line.turn)
        self._line.turn += 1
        self._spoken = ""

    async def _end_utterance(self) -> None:
        if self._spoken:
            self._line.heard.append(self._spoken)
            if self._settings.tells_speakers:
                await self._inform("agentSpeaking", "off")
        self._line.tape.end_sentence()
        self._spoken = ""
        self._cut = None

    async def _utter(self, text: str, yields: bool) -> bool:
        """Speaks `text` at a natural pace; True when the person cut it short and spoke."""
        cut = self._cut
        if cut is None or not (yields or cut.reaction.hang_up):
            await self._play(text)
            return False
        room = cut.after - len(self._spoken)
        if room >= len(text):
            await self._play(text)
            return False
        await self._play(text[: max(0, room)])
        if cut.reaction.hang_up:
            raise CallerHungUp
        await self._interrupt(cut.reaction)
        return True

    async def _play(self, text: str) -> None:
        self._line.tape.token(AGENT, text)
        await self._line.passes(len(text) / _CHARACTERS_A_SECOND)
        self._spoken += text
        if self._settings.tells_tokens and text:
            await self._inform("tokensPlayed", text)

    async def _interrupt(self, reaction: Reaction) -> None:
        spoken = self._spoken
        await self._end_utterance()
        milliseconds = int(len(spoken) / _CHARACTERS_A_SECOND * 1000)
        is_text = self._line.world.faults.take("interrupt", number=self._line.call.to)
        await self._send(
            {
                "type": "interrupt",
                "utteranceUntilInterrupt": spoken,
                "durationUntilInterruptMs": str(milliseconds) if is_text else milliseconds,
            }
        )
        self._line.take_heard()
        await self._react_with(reaction, is_interruption=True)

    def _drop_queued_text(self) -> None:
        kept = []
        while not self._inbox.empty():
            message = self._inbox.get_nowait()
            if isinstance(message, RelayFailed) or message["type"] != "text":
                kept.append(message)
        for message in kept:
            self._inbox.put_nowait(message)

    async def _react(self, heard: Heard) -> None:
        played = self._line.take_played()
        heard = Heard(heard.text, played=played, waited=heard.waited)
        await self._react_with(await self._line.person.converse(heard))

    async def _react_with(self, reaction: Reaction, *, is_interruption: bool = False) -> None:
        if not is_interruption and (reaction.say or reaction.digits):
            await self._line.passes(reaction.after)
        if reaction.say:
            await self._prompt(reaction.say, is_interruption=is_interruption)
        if self._settings.dtmf:
            for digit in reaction.digits:
                await self._line.passes(_BETWEEN_KEYS)
                await self._send({"type": "dtmf", "digit": digit})
        if reaction.hang_up:
            raise CallerHungUp

    async def _prompt(self, text: str, *, is_interruption: bool) -> None:
        if self._settings.tells_speakers:
            await self._inform("clientSpeaking", "on")
        if self._settings.partials:
            half = " ".join(text.split()[: max(1, len(text.split()) // 2)])
            await self._send(self._said(half, is_last=False))
        await self._line.person_says(text)
        if self._settings.tells_speakers:
            await self._inform("clientSpeaking", "off")
        if is_interruption:
            # Tokens of the utterance that was cut short are dropped; what follows answers this.
            self._drop_queued_text()
        await self._send(self._said(text, is_last=True))
        self._prompts += 1
        fault = self._line.world.faults.take("relay_live", number=self._line.call.to)
        if fault and self._prompts >= fault.turns:
            await self._break()

    def _said(self, text: str, *, is_last: bool) -> Message:
        return {"type": "prompt", "voicePrompt": text, "lang": self._language, "last": is_last}

    async def _inform(self, name: str, value: str) -> None:
        await self._send(
            {"type": "info", "name": name, "value": value, "ts": int(time.time() * 1000)}
        )

    async def _break(self) -> None:
        """The network between us fails."""
        await self._socket.close(code=aiohttp.WSCloseCode.GOING_AWAY)
        raise RelayFailed(39001, "the connection broke")

    async def _next(self, patience: float) -> Message | None:
        try:
            async with asyncio.timeout(patience):
                message = await self._inbox.get()
        except TimeoutError:
            return None
        if isinstance(message, RelayFailed):
            if message.code == 64107:
                await self._send({"type": "error", "description": f"64107: {message}"})
            raise message
        return message

    async def _read(self) -> None:
        async for frame in self._socket:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                self._inbox.put_nowait(RelayFailed(64107, "the message is not text"))
                return
            try:
                self._inbox.put_nowait(read_message(frame.data))
            except BadMessage as error:
                self._inbox.put_nowait(RelayFailed(64107, str(error)))
                return
        self._inbox.put_nowait(RelayFailed(39001, "our socket closed"))

    async def _send(self, message: Message) -> None:
        try:
            await self._socket.send_json(message)
        except (aiohttp.ClientError, ConnectionError) as error:
            raise RelayFailed(39001, "our socket closed") from error
