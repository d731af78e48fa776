"""Sentences as sound: from the cache, or bought once, however many ask at once."""

import datetime as dt
import logging
import time
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import QuerySet, Sum

from accounts.models import Organization
from audio.accounts import note_empty, require_characters
from audio.keys import normalised
from audio.links import sound_storage, storage_faults
from audio.metrics import CHARACTERS, REQUESTS
from audio.models import Clip
from audio.orders import Order
from audio.purchase import Bought, buy
from audio.wav import wav
from conversations.models import Agent
from lib.clock import database_now
from providers.errors import ProviderError
from providers.speech.base import OutOfQuota, Rendered

logger = logging.getLogger(__name__)

WITHIN = 3.0
"""Seconds: a person on the line waits for it."""
_LEASE = dt.timedelta(seconds=15)
_RESTS_AFTER_FAILURE = dt.timedelta(seconds=5)
_LOOKS_AGAIN = 0.03
_IN_USE = dt.timedelta(minutes=15)
"""A link to it may still be followed."""

_CLAIM = """
    INSERT INTO audio_clip (organization_id, agent_id, key, voice, state, lease_until, fence,
                            name, size, characters, hits, made_at, used_at)
    SELECT %(organization)s, %(agent)s, wanted.key, %(voice)s, 'making', %(lease)s, 1,
           '', 0, wanted.characters, 0, %(now)s, %(now)s
    FROM unnest(%(keys)s::text[], %(characters)s::int[]) AS wanted (key, characters)
    ON CONFLICT (organization_id, key) DO UPDATE
        SET state = 'making', lease_until = %(lease)s, fence = audio_clip.fence + 1
        WHERE (audio_clip.state <> 'ready' AND audio_clip.lease_until <= %(now)s)
           OR (audio_clip.state = 'ready' AND audio_clip.made_at <= %(stale)s)
    RETURNING key, fence
"""
_COUNT = """
    INSERT INTO audio_day (organization_id, date, hits, bought, failed,
                           characters_saved, characters_bought)
    VALUES (%(organization)s, %(date)s, %(hits)s, %(bought)s, %(failed)s, %(saved)s, %(paid)s)
    ON CONFLICT (organization_id, date) DO UPDATE SET
        hits = audio_day.hits + EXCLUDED.hits,
        bought = audio_day.bought + EXCLUDED.bought,
        failed = audio_day.failed + EXCLUDED.failed,
        characters_saved = audio_day.characters_saved + EXCLUDED.characters_saved,
        characters_bought = audio_day.characters_bought + EXCLUDED.characters_bought
"""


def clips_for(order: Order, texts: Sequence[str], *, within: float = WITHIN) -> list[str]:
    """The stored sound of each sentence, by its name in the storage.

    Raises ProviderError where one of them can't be had in time.
    """
    wanted = {order.key(text): normalised(text) for text in texts}
    give_up = time.monotonic() + within
    names = _use(order.organization, list(wanted))
    bought: set[str] = set()
    while missing := [key for key in wanted if key not in names]:
        require_characters(order.account)
        fences = _claim(order, {key: wanted[key] for key in missing})
        if fences:
            names |= _make(order, {key: wanted[key] for key in fences}, fences, within=within)
            bought |= set(fences)
            continue
        if time.monotonic() > give_up:
            raise ProviderError("Nobody made the sound in time.", code="too_slow", retryable=True)
        _require_hope(order.organization, missing)
        time.sleep(_LOOKS_AGAIN)
        names |= _use(order.organization, missing)
    _count(order.organization, [wanted[key] for key in wanted if key not in bought], result="hit")
    return [names[order.key(text)] for text in texts]


def warm(order: Order, texts: Sequence[str]) -> int:
    """Buy the sentences that are not there yet, before anybody waits for them; how many those
    were. A sentence that can't be had now is left for the call."""
    wanted = {order.key(text): normalised(text) for text in texts}
    fences = _claim(order, wanted)
    if not fences:
        return 0
    try:
        _make(order, {key: wanted[key] for key in fences}, fences, within=_LEASE.total_seconds())
    except ProviderError as error:
        logger.warning("sound_not_warmed", extra={"code": error.code})
    return len(fences)


def forget_voice(*, organization: Organization, voice: str) -> int:
    """Throw away everything that a voice said; how many clips that were."""
    return _delete(Clip.objects.filter(organization=organization, voice=voice))


def forget_agent(*, agent: Agent) -> int:
    """Throw away everything that was bought for an agent; how many clips that were."""
    return _delete(Clip.objects.filter(agent=agent))


def sweep(*, now: dt.datetime) -> int:
    """Throw away what is too old, what was never finished, and, where the cache is too large,
    what was used least recently; how many clips that were."""
    old = now - dt.timedelta(days=settings.SOUND_CACHE_DAYS)
    gone = _delete(Clip.objects.filter(made_at__lte=old))
    gone += _delete(Clip.objects.exclude(state="ready").filter(lease_until__lte=now - _LEASE))
    size = Clip.objects.aggregate(size=Sum("size"))["size"] or 0
    excess = size - settings.SOUND_CACHE_BYTES
    idle = Clip.objects.filter(state="ready", used_at__lte=now - _IN_USE).order_by("used_at")
    leaving = []
    for pk, bytes_freed in idle.values_list("pk", "size").iterator() if excess > 0 else ():
        leaving.append(pk)
        excess -= bytes_freed
        if excess <= 0:
            break
    return gone + _delete(Clip.objects.filter(pk__in=leaving))


def _use(organization: Organization, keys: Sequence[str]) -> dict[str, str]:
    """Names of those that are there, counted as used."""
    now = database_now()
    stale = now - dt.timedelta(days=settings.SOUND_CACHE_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audio_clip SET hits = hits + 1, used_at = %s WHERE organization_id = %s"
            " AND key = ANY(%s) AND state = 'ready' AND made_at > %s RETURNING key, name",
            [now, organization.pk, list(keys), stale],
        )
        return dict(cursor.fetchall())


def _claim(order: Order, texts: dict[str, str]) -> dict[str, int]:
    """The sentences that are ours to buy, with the fence of each."""
    now = database_now()
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "organization": order.organization.pk,
                "agent": order.agent.pk if order.agent else None,
                "voice": order.voicing.voice,
                "keys": sorted(texts),
                "characters": [len(texts[key]) for key in sorted(texts)],
                "now": now,
                "lease": now + _LEASE,
                "stale": now - dt.timedelta(days=settings.SOUND_CACHE_DAYS),
            },
        )
        return dict(cursor.fetchall())


def _make(
    order: Order, texts: dict[str, str], fences: dict[str, int], *, within: float
) -> dict[str, str]:
    """Buy, keep, record; the names. Raises ProviderError once what could be had is kept."""
    keys = list(texts)
    results = buy(order.account, list(texts.values()), order.voicing, within=within)
    names: dict[str, str] = {}
    failures: dict[str, ProviderError] = {}
    for key, result in zip(keys, results, strict=True):
        try:
            names[key] = _keep(order, key, fences[key], result)
        except ProviderError as error:
            failures[key] = error
    _give_up(order, failures, fences)
    _count(order.organization, [texts[key] for key in names], result="bought")
    _count(order.organization, [texts[key] for key in failures], result="failed")
    for failure in failures.values():
        if isinstance(failure, OutOfQuota):
            note_empty(order.account)
        raise failure
    return names


def _keep(order: Order, key: str, fence: int, speech: Bought) -> str:
    """Where it is kept now. Raises ProviderError where there is nothing to keep, or no place."""
    if not isinstance(speech, Rendered):
        raise speech
    sound = wav(speech.audio)
    try:
        name = sound_storage().save(
            f"clips/{order.organization.pk}/{key[:2]}/{key}.wav", ContentFile(sound)
        )
    except storage_faults() as error:
        logger.exception("sound_not_kept")
        raise ProviderError("The sound could not be kept.", code="not_kept") from error
    now = database_now()
    _ours(order, key, fence).update(
        state=Clip.State.READY, name=name, size=len(sound), made_at=now, used_at=now
    )
    return name


def _give_up(order: Order, failures: Iterable[str], fences: dict[str, int]) -> None:
    """Nobody asks for these again for a while."""
    rests_until = database_now() + _RESTS_AFTER_FAILURE
    for key in failures:
        _ours(order, key, fences[key]).update(state=Clip.State.FAILED, lease_until=rests_until)


def _ours(order: Order, key: str, fence: int) -> QuerySet[Clip]:
    """The clip, as long as nobody else has claimed it since."""
    return Clip.objects.filter(organization=order.organization, key=key, fence=fence)


def _require_hope(organization: Organization, keys: Sequence[str]) -> None:
    """Raise where another has just failed to buy one of these: it would fail again."""
    failed = Clip.objects.filter(organization=organization, key__in=keys, state=Clip.State.FAILED)
    if failed.exists():
        raise ProviderError("The sound could not be had.", code="failed_before", retryable=True)


def _count(organization: Organization, texts: Sequence[str], *, result: str) -> None:
    if not texts:
        return
    count, characters = len(texts), sum(map(len, texts))
    REQUESTS.labels(result).inc(count)
    CHARACTERS.labels(result).inc(characters)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "organization": organization.pk,
                "date": database_now().date(),
                "hits": count if result == "hit" else 0,
                "bought": count if result == "bought" else 0,
                "failed": count if result == "failed" else 0,
                "saved": characters if result == "hit" else 0,
                "paid": characters if result == "bought" else 0,
            },
        )


def _delete(clips: QuerySet[Clip]) -> int:
    """Rows first: a file without a row is only rubbish, a row without a file is a silent call."""
    storage = sound_storage()
    found = list(clips.values_list("pk", "name"))
    Clip.objects.filter(pk__in=[pk for pk, _ in found]).delete()
    for _, name in found:
        if name:
            storage.delete(name)
    return len(found)
