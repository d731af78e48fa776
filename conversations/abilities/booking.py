"""Appointments: within the business's hours, one at a time, in its calendar where it has one."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Organization
from contacts.models import Contact
from conversations.abilities.once import Caller
from conversations.channels import calendar_of
from conversations.models import Appointment
from lib.clock import database_now
from providers.calendar.google import GoogleCalendar, Meeting
from providers.errors import ProviderError

LENGTH = dt.timedelta(minutes=30)
OPENS, CLOSES = dt.time(9), dt.time(19)
LOOK_AHEAD = dt.timedelta(days=7)
OFFERED = 3
_SATURDAY = 5

Busy = Sequence[tuple[dt.datetime, dt.datetime]]


def book(caller: Caller, arguments: Mapping[str, Any], key: str) -> str:
    """Book it, or move what this person has booked; or say which times are free instead."""
    if caller.contact is None:
        return "Error. We don't know who this is: note the time with note_fact."
    organization = caller.agent.organization
    starts_at = dt.datetime.fromisoformat(str(arguments["when"]))
    calendar = calendar_of(organization)
    try:
        busy = calendar.busy(starts_at, starts_at + LOOK_AHEAD) if calendar else ()
        made = _reserve(
            organization=organization,
            contact=caller.contact,
            starts_at=starts_at,
            about=str(arguments.get("about", ""))[:200],
            busy=busy,
            key=key,
        )
        if made is None:
            return _no_room(organization, starts_at, busy)
        if calendar:
            calendar.insert(_meeting(made))
            _take_moved_out(calendar, caller.contact)
    except ProviderError:
        return "Error. The calendar can't be reached: say that the business will confirm."
    here = starts_at.astimezone(ZoneInfo(organization.time_zone))
    return f"Booked for {here:%A %Y-%m-%d %H:%M}. Confirm it aloud."


@transaction.atomic
def _reserve(
    *,
    organization: Organization,
    contact: Contact,
    starts_at: dt.datetime,
    about: str,
    busy: Busy,
    key: str,
) -> Appointment | None:
    """The appointment, in place of what the person had; None where the time is not free."""
    Organization.objects.select_for_update().get(pk=organization.pk)  # one at a time
    theirs = Appointment.objects.filter(
        contact=contact, status=Appointment.Status.BOOKED, starts_at__gt=database_now()
    )
    same = theirs.filter(starts_at=starts_at).first()
    if same is not None:
        return same
    if not _is_free(organization, starts_at, busy, but_of=contact):
        return None
    theirs.update(status=Appointment.Status.MOVED)
    return Appointment.objects.create(
        organization=organization,
        contact=contact,
        starts_at=starts_at,
        ends_at=starts_at + LENGTH,
        about=about,
        event_id=GoogleCalendar.event_id(key),
    )


def _is_free(
    organization: Organization, starts_at: dt.datetime, busy: Busy, *, but_of: Contact | None = None
) -> bool:
    here = starts_at.astimezone(ZoneInfo(organization.time_zone))
    ends_at = starts_at + LENGTH
    closes = here.replace(hour=CLOSES.hour, minute=0, second=0, microsecond=0)
    is_open = here.weekday() < _SATURDAY and here.time() >= OPENS and here + LENGTH <= closes
    booked = Appointment.objects.filter(
        organization=organization,
        status=Appointment.Status.BOOKED,
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    )
    if but_of is not None:
        booked = booked.exclude(contact=but_of)
    overlaps = any(begins < ends_at and ends > starts_at for begins, ends in busy)
    return is_open and not overlaps and not booked.exists()


def _no_room(organization: Organization, wanted: dt.datetime, busy: Busy) -> str:
    zone = ZoneInfo(organization.time_zone)
    free = []
    for moment in _times_after(wanted, zone):
        if _is_free(organization, moment, busy):
            free.append(f"{moment.astimezone(zone):%A %Y-%m-%d %H:%M}")
        if len(free) == OFFERED:
            break
    return f"Error. That time is not free. Free: {', '.join(free) or 'nothing this week'}."


def _times_after(wanted: dt.datetime, zone: ZoneInfo) -> Iterator[dt.datetime]:
    """Half hours from the wanted time on."""
    here = wanted.astimezone(zone)
    moment = here.replace(minute=30 if here.minute >= 30 else 0, second=0, microsecond=0)
    while moment < wanted + LOOK_AHEAD:
        moment += LENGTH
        yield moment


def _take_moved_out(calendar: GoogleCalendar, contact: Contact) -> None:
    """What was moved leaves the calendar; what fails stays to be taken out the next time."""
    moved = Appointment.objects.filter(contact=contact, status=Appointment.Status.MOVED)
    for appointment in moved.exclude(event_id=""):
        calendar.remove(appointment.event_id)
        Appointment.objects.filter(pk=appointment.pk).update(event_id="")


def _meeting(appointment: Appointment) -> Meeting:
    return Meeting(
        id=appointment.event_id,
        summary=f"{appointment.contact} · {appointment.about}".strip(" ·"),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
    )
