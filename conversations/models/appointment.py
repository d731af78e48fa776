"""A meeting that an agent booked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from contacts.models import Contact


class Appointment(models.Model):
    """Somebody comes, or is called, at a time. One person has one that is to come.

    `event_id` is that of the business's calendar, "" where it is not in one.
    """

    class Status(models.TextChoices):
        BOOKED = "booked", _("Booked")
        MOVED = "moved", _("Moved")
        CANCELED = "canceled", _("Canceled")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="appointments"
    )
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    about = models.CharField(_("about"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.BOOKED
    )
    event_id = models.CharField(_("in the calendar as"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at"]
        constraints = [
            # One at a time: whoever comes second is offered another hour.
            models.UniqueConstraint(
                fields=["organization", "starts_at"],
                name="appointment_slot_once",
                condition=Q(status="booked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} · {self.starts_at:%Y-%m-%d %H:%M}"
