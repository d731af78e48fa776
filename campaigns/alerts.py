"""Telling those who must know that a campaign has paused by itself."""

import logging

from celery import current_app
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.models import User
from accounts.permissions import Role
from campaigns.brakes import PAUSES
from campaigns.models import Campaign

logger = logging.getLogger(__name__)

TOLD = (Role.OWNER, Role.ADMIN)


def alert(campaign: Campaign, reason: str) -> None:
    """Have its organisation's owners and admins told by e-mail, after the commit. `reason` is a
    key of PAUSES. The pause itself does not wait for it, and stands on every page."""
    logger.warning("campaign paused", extra={"campaign": campaign.pk, "reason": reason})

    def queue() -> None:
        try:
            current_app.send_task("campaigns.tasks.send_alert", [campaign.pk, reason])
        except OperationalError:
            logger.exception("alert not queued", extra={"campaign": campaign.pk})

    transaction.on_commit(queue)


def send_alert(campaign_id: int, reason: str) -> int:
    """Write the e-mails, each in its reader's language; how many."""
    campaign = Campaign.objects.select_related("organization").get(pk=campaign_id)
    readers = User.objects.filter(
        memberships__organization=campaign.organization,
        memberships__role__in=TOLD,
        is_active=True,
    )
    sent = 0
    for reader in readers.distinct():
        with translation.override(reader.language or campaign.organization.language):
            subject = _("Paused: {campaign}").format(campaign=campaign.name)
            body = _("{reason} Nobody else is called until it goes on.").format(
                reason=PAUSES[reason]
            )
        sent += send_mail(subject, body, None, [reader.email])
    return sent
