"""What an agent was at one time: published once, never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models.agent import Agent


class AgentVersion(models.Model):
    """An agent as it was published. `content` holds every field of it by name."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    content: "models.JSONField[dict[str, Any]]" = models.JSONField(_("content"))
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of an agent")
        verbose_name_plural = _("versions of agents")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "number"], name="agent_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} v{self.number}"
