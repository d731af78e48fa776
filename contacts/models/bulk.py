"""The same done to many people, in the background."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from contacts.models.people import ContactList


class BulkAct(models.Model):
    """Something that is done to everybody who was chosen, some thousands at a time.

    `filters` say who, as `contacts_chosen` takes them (a list by its id); nobody with an id above
    `until` is touched, for they came later. `position` is the id up to which it is done: it is
    written with what was done, so that a worker that is killed leaves it exact. `done` counts
    those to whom something was done.
    """

    class Act(models.TextChoices):
        LIST = "list", _("Put on a list")
        LEADS = "leads", _("Make leads")
        SUPPRESS = "suppress", _("Do not call")
        DELETE = "delete", _("Delete")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="bulk_acts"
    )
    act = models.CharField(_("what"), max_length=10, choices=Act.choices)
    filters: "models.JSONField[dict[str, Any]]" = models.JSONField(_("filters"), default=dict)
    contact_list = models.ForeignKey(ContactList, on_delete=models.SET_NULL, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    total = models.PositiveIntegerField(_("people"), default=0)
    seen = models.PositiveIntegerField(_("looked at"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    position = models.BigIntegerField(default=0, editable=False)
    until = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    touched_at = models.DateTimeField(auto_now_add=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of many")
        verbose_name_plural = _("changes of many")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} · {self.total}"
