"""Campaigns that repeat: at a time on certain days a copy of the campaign begins by itself.

Beat wakes the copy up (django-celery-beat). However many Beats do, an occurrence is made once.
"""

import datetime as dt
import json
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from campaigns.models import Campaign
from campaigns.services import create_campaign, start_campaign
from campaigns.timetable import zone_of
from lib.clock import database_now
from lib.errors import InvalidInput

TASK = "campaigns.tasks.repeat"

_COPIED = (
    "windows", "time_zone", "days_off", "max_concurrent", "calls_per_second", "retry_policy",
    "daily_minutes", "daily_money", "hang_up_limit", "opt_out_limit",
)  # fmt: skip


@transaction.atomic
def repeat_campaign(*, campaign: Campaign, days: Collection[int], at: dt.time) -> PeriodicTask:
    """Have a copy of this campaign begin on these days of the week (0 is Monday) at this time by
    the campaign's clock. Its lists are read anew each time."""
    if not days or not all(0 <= day <= 6 for day in days):
        raise InvalidInput("days_missing", _("Choose at least one day of the week."))
    schedule, _made = CrontabSchedule.objects.get_or_create(
        minute=str(at.minute),
        hour=str(at.hour),
        day_of_week=",".join(str((day + 1) % 7) for day in sorted(days)),  # cron's 0 is Sunday
        day_of_month="*",
        month_of_year="*",
        timezone=zone_of(campaign),
    )
    task, _made = PeriodicTask.objects.update_or_create(
        name=_name(campaign),
        defaults={
            "crontab": schedule,
            "task": TASK,
            "args": json.dumps([campaign.pk]),
            "enabled": True,
        },
    )
    return task


def stop_repeating(*, campaign: Campaign) -> None:
    """Let no further copy begin."""
    for task in PeriodicTask.objects.filter(name=_name(campaign)):
        task.delete()


def recurrence_of(campaign: Campaign) -> PeriodicTask | None:
    """When copies of it begin; None: never."""
    return PeriodicTask.objects.filter(name=_name(campaign)).select_related("crontab").first()


def begin_occurrence(campaign_id: int) -> Campaign | None:
    """Make and start today's copy; None when somebody else did."""
    origin = Campaign.objects.select_related("organization", "agent").get(pk=campaign_id)
    now = database_now()
    key = f"repeat:{origin.pk}:{now:%Y-%m-%dT%H}"
    choices = {name: getattr(origin, name) for name in _COPIED}
    try:
        with transaction.atomic():
            copy = create_campaign(
                organization=origin.organization,
                user=origin.created_by,
                name=f"{origin.name[:106]} · {now:%Y-%m-%d}",
                purpose=origin.purpose,
                agent=origin.agent,
                lists=list(origin.lists.all()),
                request_key=key,
                **choices,
            )
    except IntegrityError:
        return None
    return start_campaign(campaign=copy)


def _name(campaign: Campaign) -> str:
    return f"repeat campaign {campaign.pk}"
