"""What may be heard of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """Names of events: `noun.what happened`. A name, once given, keeps its meaning."""

    CALL_ENDED = "call.ended", _("A call ended")
    CAMPAIGN_STARTED = "campaign.started", _("A campaign began")
    CAMPAIGN_FINISHED = "campaign.finished", _("A campaign ended")
    CAMPAIGN_PAUSED = "campaign.paused", _("A campaign paused by itself")
    PROMISE_MISSED = "promise.missed", _("A promised call was not made")
    NUMBER_RESTING = "number.resting", _("A number that we call with fails")
    IMPORT_FINISHED = "import.finished", _("A file was read")
    CONTACT_SUPPRESSED = "contact.suppressed", _("A number must not be called any more")
    TEST = "test", _("A test")
