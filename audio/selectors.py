"""What the cache saves."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Sum

from accounts.access import Access
from audio.models import Clip, Day


@dataclass(frozen=True, slots=True)
class Savings:
    """Of the last days. Characters are those of the texts that were spoken."""

    hits: int
    bought: int
    failed: int
    characters_saved: int
    characters_bought: int
    clips: int
    size: int

    @property
    def hit_rate(self) -> int | None:
        """Per cent of the sentences that did not have to be bought; None before the first one."""
        asked = self.hits + self.bought
        return round(100 * self.hits / asked) if asked else None


def savings_of(access: Access, *, since: dt.date) -> Savings:
    """What the organisation's cache did since a day, and what it holds now."""
    done = Day.objects.visible_to(access).filter(date__gte=since)
    fields = ("hits", "bought", "failed", "characters_saved", "characters_bought")
    sums = done.aggregate(**{name: Sum(name, default=0) for name in fields})
    held = Clip.objects.visible_to(access).filter(state=Clip.State.READY)
    kept = held.aggregate(clips=Count("pk"), size=Sum("size", default=0))
    return Savings(**sums, **kept)
