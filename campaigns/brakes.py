"""When a campaign must stop by itself: too many people hang up at once or want no more calls, or
the day's budget is spent. Pure."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from lib.errors import Text

JUDGED = 100
"""How many of the latest calls are looked at."""

LEAST = 20
"""Fewer calls than this prove nothing."""

PAUSES: dict[str, Text] = {
    "hang_ups": _("Too many people hang up at once."),
    "opt_outs": _("Too many people ask not to be called again."),
    "budget": _("The campaign has spent what it may spend in a day."),
    "organization_budget": _("The organisation has spent what it may spend in a day."),
}
"""Why a campaign has paused by itself: code → sentence."""


@dataclass(frozen=True, slots=True)
class Record:
    """How the latest calls ended."""

    ended: int
    hung_up: int
    opted_out: int


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent in a day; None is without limit."""

    minutes: int | None
    money: Decimal | None

    def left(self, spent: int, *, price: Decimal) -> int | None:
        """Minutes that may still be used after `spent` of them, at a price for each; None: any."""
        limits = [self.minutes] if self.minutes is not None else []
        if self.money is not None and price > 0:
            limits.append(int(self.money / price))
        return max(0, min(limits) - spent) if limits else None


def brake(record: Record, *, hang_up_limit: float, opt_out_limit: float) -> str:
    """Why the campaign must pause, a key of PAUSES; "" when it may go on."""
    if record.ended < LEAST:
        return ""
    if record.opted_out / record.ended > opt_out_limit:
        return "opt_outs"
    if record.hung_up / record.ended > hang_up_limit:
        return "hang_ups"
    return ""


def tomorrow(now: dt.datetime, zone: str) -> dt.datetime:
    """The beginning of the next day by this zone's clock."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)
