"""Writing to those who want an e-mail: claim, send, record.

A notice is claimed by moving `mail_at` beyond the longest that sending can take, so one that a
lost worker left is written again: twice rather than never.
"""

import datetime as dt
import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import access_of
from accounts.models import Membership
from accounts.permissions import Role
from lib.clock import database_now
from notices.kinds import KINDS, sentence_of
from notices.models import Notice, Taste

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=5)
BATCH = 50
STALE = dt.timedelta(days=1)
"""What could not be written for so long is news no more."""
RUN_BY = frozenset({Role.OWNER.value, Role.ADMIN.value})


def mail_due() -> int:
    """Write what is due; how many e-mails went."""
    sent = 0
    for notice in _claim():
        try:
            sent += _write(notice)
        except (OSError, smtplib.SMTPException):
            logger.exception("notice not mailed", extra={"notice": notice.pk})
            continue
        Notice.objects.filter(pk=notice.pk).update(mail_at=None)
    return sent


@transaction.atomic
def _claim() -> list[Notice]:
    now = database_now()
    Notice.objects.filter(mail_at__isnull=False, created_at__lt=now - STALE).update(mail_at=None)
    due = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(mail_at__lte=now)
    claimed = list(due.select_related("organization").order_by("pk")[:BATCH])
    Notice.objects.filter(pk__in=[notice.pk for notice in claimed]).update(mail_at=now + LEASE)
    return claimed


def _write(notice: Notice) -> int:
    """To each who wants it, in their language; how many."""
    letters = []
    for member in _readers(notice):
        with translation.override(member.user.language or notice.organization.language):
            sentence = sentence_of(notice.kind, notice.told)
            ending = _("You choose what you are written about here: {address}").format(
                address=f"{settings.PUBLIC_URL}/notifications/preferences/"
            )
            subject = f"{KINDS[notice.kind].label} · {notice.organization.name}"
        body = "\n\n".join([sentence, f"{settings.PUBLIC_URL}{notice.link}", ending])
        letters.append(EmailMessage(" ".join(subject.split()), body, None, [member.user.email]))
    if letters:
        get_connection().send_messages(letters)
    return len(letters)


def _readers(notice: Notice) -> list[Membership]:
    kind = KINDS[notice.kind]
    members = Membership.objects.filter(organization=notice.organization, user__is_active=True)
    chosen = list(members.select_related("user", "organization"))
    tastes = Taste.objects.in_bulk([member.user_id for member in chosen])
    return [
        member
        for member in chosen
        if access_of(member).allows(kind.permission)
        and (
            kind.name in tastes[member.user_id].mailed
            if member.user_id in tastes
            else kind.urgent and member.role in RUN_BY
        )
    ]
