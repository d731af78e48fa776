"""One account at ElevenLabs: its characters, and how many things it may do at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from simulator.elevenlabs.errors import ElevenLabsError, quota_exceeded, too_many_at_once
from simulator.elevenlabs.models import MODELS
from simulator.keys import opens
from simulator.world import World

_BEGINS = 1_780_000_000  # the day on which the period ends: any day in the future will do


class Account:
    def __init__(self, world: World) -> None:
        self._world = world
        self.busy = 0

    @property
    def spent(self) -> int:
        return self._world.ledger.spoken["cost"]

    @property
    def at_once(self) -> int:
        return self._world.settings.voices_at_once

    def check_key(self, key: str) -> None:
        """Raises ElevenLabsError for a key that opens nothing."""
        if not opens(key):
            raise ElevenLabsError(401, "invalid_api_key", "Invalid API key")

    def buy(self, text: str, *, voice: str, model: str, form: str, way: str) -> int:
        """Charges for a text; what it cost. Raises ElevenLabsError 401 `quota_exceeded`."""
        cost = max(1, round(len(text) * MODELS[model].cost))
        left = self._world.settings.characters - self.spent
        if cost > left:
            raise quota_exceeded(left, cost)
        self._world.ledger.append(
            "speech", voice=voice, model=model, format=form, way=way, characters=len(text),
            cost=cost, text=text,
        )  # fmt: skip
        return cost

    @contextmanager
    def doing(self) -> Iterator[None]:
        """One of the things that may be done at once; raises ElevenLabsError 429."""
        if self.busy >= self.at_once:
            raise too_many_at_once()
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1

    def headers(self, cost: int) -> dict[str, str]:
        return {
            "character-cost": str(cost),
            "request-id": f"sim{self.spent:08d}",
            "current-concurrent-requests": str(self.busy),
            "maximum-concurrent-requests": str(self.at_once),
        }

    def subscription(self) -> dict[str, object]:
        settings = self._world.settings
        return {
            "tier": "creator",
            "character_count": self.spent,
            "character_limit": settings.characters,
            "max_credit_limit_extension": 0,
            "can_extend_character_limit": True,
            "allowed_to_extend_character_limit": False,
            "next_character_count_reset_unix": _BEGINS + 86400 * 365,
            "voice_slots_used": 6,
            "professional_voice_slots_used": 0,
            "voice_limit": 30,
            "voice_add_edit_counter": 0,
            "professional_voice_limit": 1,
            "can_extend_voice_limit": False,
            "can_use_instant_voice_cloning": True,
            "can_use_professional_voice_cloning": True,
            "currency": "usd",
            "status": "active",
            "billing_period": "monthly_period",
            "character_refresh_period": "monthly_period",
        }
