"""The whole line with nothing in it replaced: the simulator, our webhooks and our sockets, each
on a port of its own."""

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from accounts.models import Organization
from calls.lifecycle import TERMINAL, Status
from calls.models import Call
from calls.reported import apply_report
from calls.trunks import addresses_of, numbers_of, open_for, trunk_for
from contacts.models import Contact
from conversations.models import Agent
from providers.telephony.base import CallReport, Dial
from voice.tests.peer import SECRET, eventually

SPEED = 50
SPEED_OF_SOUND = 15
LONGEST = 60.0


@dataclass(frozen=True)
class World:
    """A simulator that is running at `url`; `has_written` waits until our lines have written all
    they heard. `settings` are ours, where the simulator's speed is known."""

    url: str
    has_written: Callable[[], None] = lambda: None
    settings: Any = None

    def asks(self, path: str, body: Any = None) -> Any:
        """One request of its control interface."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.url}/_simulator/{path}", data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            told = answer.read()
        return json.loads(told) if told else None

    def breaks(self, **fault: Any) -> None:
        """From now on, this goes wrong."""
        self.asks("faults", fault)

    def waits_for(self, is_so: Callable[[], object]) -> None:
        """Waits for what a callback will bring."""
        eventually(is_so, within=LONGEST)

    def rings(self, number: str, *, mode: str = Agent.VoiceMode.RELAY, **wishes: Any) -> Call:
        """Rings somebody, and waits until the call is over and written down. `wishes`: fields of
        the call, and of the `agent`."""
        call = self.dials(number, mode=mode, **wishes)
        eventually(lambda: self._is_over(call), within=LONGEST)
        self.has_written()
        call.refresh_from_db()
        return call

    def dials(self, number: str, *, mode: str = Agent.VoiceMode.RELAY, **wishes: Any) -> Call:
        """Rings somebody. Sound is made and heard while the clock runs: it runs slower then."""
        speed = SPEED_OF_SOUND if mode == Agent.VoiceMode.STREAM else SPEED
        self.asks("speed", {"speed": speed})
        self.settings.SIMULATOR_SPEED = speed
        call = _call(number, mode, **wishes)
        addresses = addresses_of(call.trunk)
        dial = Dial(
            to_number=call.to_number,
            from_number=call.from_number,
            answer_url=addresses.answer(call.token),
            fallback_url=addresses.fallback(call.token),
            status_url=addresses.status(call.token),
            machine_url="" if call.on_machine == "talk" else addresses.machine(call.token),
            waits_for_beep=call.on_machine == "message",
        )
        apply_report(token=call.token, report=asyncio.run(_place(call, dial)))
        return call

    def _is_over(self, call: Call) -> bool:
        call.refresh_from_db()
        return call.state in TERMINAL


async def _place(call: Call, dial: Dial) -> CallReport:
    telephony = open_for(call.trunk)
    try:
        return await telephony.place(dial)
    finally:
        await telephony.close()


def _call(number: str, mode: str, agent: Any = None, **wishes: Any) -> Call:
    organization = Organization.objects.create(name="Taller Sol", is_rehearsal=True)
    usual = {
        "name": "Ana",
        "goal": "Confirmar la cita de revisión del coche del martes a las diez.",
        "facts": "Precio: 80 euros. Horario: de nueve a seis.",
    }
    speaker = Agent.objects.create(
        organization=organization, voice_mode=mode, **(usual | (agent or {}))
    )
    contact = Contact.objects.create(organization=organization, e164=number, name="Luis Gil")
    trunk = trunk_for(organization)
    return Call.objects.create(
        organization=organization,
        agent=speaker,
        contact=contact,
        trunk=trunk,
        to_number=number,
        from_number=numbers_of(trunk)[0],
        status=Status.SENDING,
        **wishes,
    )


@contextmanager
def simulator() -> Iterator[World]:
    """A simulator in a process of its own."""
    command = [sys.executable, "-m", "simulator", "--port", "0", "--speed", str(SPEED)]
    command += ["--cps", "1000", "--auth-token", SECRET]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield World(process.stdout.readline().split()[-1].rstrip("/"))
        finally:
            process.terminate()
            process.wait(10)
