"""What tools did during calls: each once."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet


class Effect(models.Model):
    """One use of a tool. `key` names the call, the turn and what was asked in it: the same key is
    never done twice, whatever is repeated. `result` is what the model was told."""

    class Status(models.TextChoices):
        STARTED = "started", _("Started")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="effects")
    key = models.CharField(max_length=160, unique=True)
    scope = models.CharField(_("call"), max_length=40)
    tool = models.CharField(_("tool"), max_length=60)
    arguments: "models.JSONField[dict[str, Any]]" = models.JSONField(_("asked"), default=dict)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.STARTED
    )
    result = models.TextField(_("answer"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a tool")
        verbose_name_plural = _("uses of tools")
        ordering = ["id"]
        indexes = [models.Index(fields=["scope", "id"], name="effect_of_call")]

    def __str__(self) -> str:
        return f"{self.tool} · {self.scope}"
