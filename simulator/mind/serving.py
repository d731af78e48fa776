"""How a simulated model's answer comes: in time, late, stalled, cut off, as the faults say.

The same for every protocol: a fault named `model_…` strikes whichever of them is asked.
"""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace

from starlette.responses import StreamingResponse

from simulator.breakage import ResetConnection
from simulator.faults import Fault
from simulator.mind.thinking import Thought
from simulator.world import World

REFUSAL = "I'm sorry, but I can't help with that."
STATUSES = {"model_429": 429, "model_500": 500, "model_529": 529}


@dataclass(frozen=True, slots=True)
class Pace:
    """How one answer comes."""

    world: World
    fault: Fault | None

    @property
    def kind(self) -> str:
        return self.fault.kind if self.fault else ""

    @property
    def status(self) -> int:
        """The HTTP status of a model that fails outright, else 0."""
        return STATUSES.get(self.kind, 0)

    @property
    def retry_after(self) -> dict[str, str]:
        """The header that says when to come back, where the fault does."""
        after = self.fault.retry_after if self.fault else None
        return {} if after is None else {"Retry-After": f"{after:g}"}

    @property
    def is_refusal(self) -> bool:
        return self.kind == "model_refusal"

    @property
    def is_broken(self) -> bool:
        return self.kind == "model_malformed"

    def spoiled(self, thought: Thought) -> Thought:
        """The thought as the fault leaves it."""
        if self.kind != "model_bad_arguments":
            return thought
        broken = tuple(replace(call, arguments='{"disposition": ') for call in thought.calls)
        return replace(thought, calls=broken)

    async def wait_for_all(self, tokens: int) -> None:
        """Before an answer that comes whole; raises where the connection breaks."""
        clock, settings = self.world.clock, self.world.settings
        late = self._seconds if self.kind in ("model_slow", "model_stall") else 0.0
        await clock.sleep(settings.first_token + settings.between_tokens * tokens + late)
        if self.kind == "model_cut":
            raise ResetConnection

    def stream(self, pieces: Iterable[str], tail: Iterable[str], broken: str) -> StreamingResponse:
        """The pieces one by one, then the tail at once. `broken` is an unreadable event."""
        headers = {"Cache-Control": "no-cache", "request-id": "req_simulated"}
        body = self._paced(pieces, tail, broken)
        return StreamingResponse(body, media_type="text/event-stream", headers=headers)

    @property
    def _seconds(self) -> float:
        return self.fault.seconds if self.fault else 0.0

    async def _paced(
        self, pieces: Iterable[str], tail: Iterable[str], broken: str
    ) -> AsyncIterator[str]:
        clock, settings = self.world.clock, self.world.settings
        late = self._seconds if self.kind == "model_slow" else 0.0
        await clock.sleep(settings.first_token + late)
        for place, piece in enumerate(pieces):
            if place == 3 and self.kind == "model_stall":
                await clock.sleep(self._seconds)
            if place == 3 and self.kind == "model_cut":
                # Ends the chunked body without its last chunk: the reader sees a broken stream.
                raise ConnectionResetError
            if place == 2 and self.is_broken:
                yield broken
            yield piece
            if place and settings.between_tokens:
                await clock.sleep(settings.between_tokens)
        for piece in tail:
            yield piece


def pace_of(world: World, model: str) -> Pace:
    """How the answer of that model comes this time."""
    return Pace(world, world.faults.take("model", path=model))


def data_event(body: object, name: str = "") -> str:
    """One server-sent event."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(body, ensure_ascii=False, separators=(',', ':'))}\n\n"
