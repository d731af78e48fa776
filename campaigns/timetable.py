"""Whether a campaign calls at all at a time, and by whose clock its hours are read. Pure, given the
campaign."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from lib.errors import InvalidInput
from lib.hours import Windows, is_open
from lib.phone import zone_exists

ANY_DAY: Windows = {str(day): [["09:00", "21:00"]] for day in range(7)}
"""Where a campaign keeps its own clock: what must still hold by the clock of each person."""


def zone_of(campaign: Campaign) -> str:
    """Whose days are the campaign's days."""
    return campaign.time_zone or campaign.organization.time_zone


def is_calling_time(campaign: Campaign, now: dt.datetime) -> bool:
    """Whether the campaign itself calls now: on no day without calls and, where it keeps its own
    clock, within its hours. Each person's own hours are the gate's."""
    today = now.astimezone(ZoneInfo(zone_of(campaign))).date()
    if today.isoformat() in campaign.days_off:
        return False
    return not campaign.time_zone or is_open(campaign.windows, (campaign.time_zone,), now)


def windows_for_people(campaign: Campaign) -> Windows:
    """The hours that must hold by the clock of the person who is called."""
    return ANY_DAY if campaign.time_zone else campaign.windows


def require_timetable(campaign: Campaign) -> None:
    """InvalidInput where its zone does not exist or a day off is no date."""
    if campaign.time_zone and not zone_exists(campaign.time_zone):
        raise InvalidInput(
            "zone_unknown",
            _("There is no such time zone."),
            fields={"time_zone": _("Written like Europe/Madrid.")},
        )
    if not isinstance(campaign.days_off, list) or not all(map(_is_date, campaign.days_off)):
        raise InvalidInput(
            "days_off_invalid",
            _("Days without calls are written like 2026-12-25."),
            fields={"days_off": _("Written like 2026-12-25.")},
        )


def _is_date(text: object) -> bool:
    try:
        return isinstance(text, str) and dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
