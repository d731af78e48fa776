"""Reading notices: which a person may see, and how many they have not seen."""

from dataclasses import dataclass

import redis
from django.core.cache import cache
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.access import Access
from accounts.models import User
from notices.kinds import KINDS, Kind
from notices.models import Notice, ReadMark, Taste

MOST_COUNTED = 99
_KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Standing:
    """How many notices somebody has not read, at most one more than `MOST_COUNTED`, and how they
    like toasts."""

    unread: int = 0
    toast_seconds: int = 7
    toast_place: str = Taste.Place.BOTTOM_END.value
    on_desktop: bool = False


def kinds_for(access: Access) -> list[Kind]:
    """What this person may be told of."""
    return [kind for kind in KINDS.values() if access.allows(kind.permission)]


def notices_for(access: Access) -> QuerySet[Notice]:
    """What this person may see and did not mute, newest first."""
    muted = set(taste_of(access.user).muted)
    names = [kind.name for kind in kinds_for(access) if kind.name not in muted]
    return Notice.objects.visible_to(access).filter(kind__in=names)


def read_up_to(access: Access) -> int:
    """The id of the newest notice that this person has read; 0: none."""
    mark = ReadMark.objects.filter(user=access.user, organization=access.organization)
    return mark.values_list("notice_id", flat=True).first() or 0


def standing_of(access: Access) -> Standing:
    """What every page of this person says. Kept in the cache until something is told, read or
    chosen; where that is away, read from the rows."""
    if access.user is None:
        return Standing()
    key = standing_key(access.organization.pk, access.user.pk)
    try:
        known: Standing | None = cache.get(key)
    except redis.RedisError:
        return _read_standing(access)
    if known is None:
        known = _read_standing(access)
        try:
            cache.set(key, known, _KEPT_SECONDS)
        except redis.RedisError:
            return known
    return known


def standing_key(organization_id: int, user_id: int) -> str:
    """Where it is kept."""
    return f"notices:{organization_id}:{user_id}"


def taste_of(user: User | None) -> Taste:
    """How this person likes to be told."""
    found = Taste.objects.filter(user=user).first() if user else None
    return found or Taste(user=user)


def _read_standing(access: Access) -> Standing:
    taste = taste_of(access.user)
    mark = ReadMark.objects.filter(user=access.user, organization=access.organization)
    newer = notices_for(access).filter(pk__gt=Coalesce(mark.values("notice_id")[:1], Value(0)))
    return Standing(
        unread=newer.order_by()[: MOST_COUNTED + 1].count(),
        toast_seconds=taste.toast_seconds,
        toast_place=taste.toast_place,
        on_desktop=taste.on_desktop,
    )
