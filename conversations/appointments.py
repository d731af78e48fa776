"""Meetings that agents booked: read, and canceled by staff. Booking is `abilities.booking`."""

import logging

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from conversations.channels import calendar_of
from conversations.models import Appointment
from lib.errors import DomainError, NotFound
from providers.errors import ProviderError

logger = logging.getLogger(__name__)


def appointments_of(access: Access) -> QuerySet[Appointment]:
    """The organisation's, the latest first."""
    chosen = Appointment.objects.visible_to(access).select_related("contact", "organization")
    return chosen.order_by("-starts_at", "-pk")


def find_appointment(access: Access, appointment_id: int) -> Appointment:
    """One of them, or NotFound."""
    appointment = appointments_of(access).filter(pk=appointment_id).first()
    if appointment is None:
        raise NotFound("appointment_not_found", _("There is no such appointment."))
    return appointment


def cancel_appointment(*, appointment: Appointment) -> Appointment:
    """It does not take place: its time is free again, and it leaves the calendar."""
    booked, canceled = Appointment.Status.BOOKED, Appointment.Status.CANCELED
    mine = Appointment.objects.filter(pk=appointment.pk, status=booked)
    if not mine.update(status=canceled):
        raise DomainError("not_booked", _("This appointment is not booked any more."))
    appointment.status = canceled
    calendar = calendar_of(appointment.organization) if appointment.event_id else None
    if calendar is not None:
        try:
            calendar.remove(appointment.event_id)
        except ProviderError as error:
            logger.warning("calendar_not_told", extra={"code": error.code})
    return appointment
