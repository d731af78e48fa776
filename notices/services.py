"""Telling people what happened, and what they do with it."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

import redis
from django.core.cache import cache
from django.db import IntegrityError, transaction

from accounts.access import Access
from accounts.models import Membership, Organization, User
from lib.clock import database_now
from lib.live import tell
from notices import tasks
from notices.models import Notice, ReadMark, Taste
from notices.selectors import standing_key

logger = logging.getLogger(__name__)

KEPT = dt.timedelta(days=90)


def notify(
    *, organization: Organization, kind: str, link: str = "", key: str = "", **told: Any
) -> Notice | None:
    """Tell an organisation's people, in the transaction of what happened; None where the same
    `key` was told before. Open pages and e-mails follow the commit."""
    if key and Notice.objects.filter(organization=organization, key=key).exists():
        return None
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                organization=organization,
                kind=kind,
                told=told,
                link=link,
                key=key,
                mail_at=database_now(),
            )
    except IntegrityError:  # somebody told the same just now
        return None
    people = Membership.objects.filter(organization=organization).values_list("user_id", flat=True)
    keys = [standing_key(organization.pk, user) for user in people]
    transaction.on_commit(lambda: _forget(keys), robust=True)
    tell(organization.pk, "notice", id=notice.pk)
    tasks.wake()
    return notice


def mark_read(*, access: Access) -> None:
    """All that there is has been seen."""
    newest = Notice.objects.visible_to(access).order_by("-pk").values_list("pk", flat=True).first()
    if access.user is None or newest is None:
        return
    ReadMark.objects.update_or_create(
        user=access.user, organization=access.organization, defaults={"notice_id": newest}
    )
    _forget([standing_key(access.organization.pk, access.user.pk)])


def set_taste(*, user: User, **choices: Any) -> Taste:
    """Tell this person so from now on."""
    taste, _made = Taste.objects.update_or_create(user=user, defaults=choices)
    memberships = Membership.objects.filter(user=user).values_list("organization_id", flat=True)
    _forget([standing_key(organization, user.pk) for organization in memberships])
    return taste


def forget_old_notices() -> int:
    """Keep them for three months; how many rows went."""
    return Notice.objects.filter(created_at__lt=database_now() - KEPT).delete()[0]


def _forget(keys: Iterable[str]) -> None:
    try:
        cache.delete_many(keys)
    except redis.RedisError:
        logger.warning("standings not forgotten")
