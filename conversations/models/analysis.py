"""What a conversation came to, found when it was over."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet


class Analysis(models.Model):
    """One conversation's findings (`conversations.analysis.Findings`): each value with the turn
    and the second that prove it, or without. `scope` names the conversation: "call:12"."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="analyses"
    )
    scope = models.CharField(max_length=40, unique=True)
    summary = models.TextField(_("summary"), blank=True)
    outcome: "models.JSONField[dict[str, Any]]" = models.JSONField(_("outcome"), default=dict)
    fields: "models.JSONField[dict[str, Any]]" = models.JSONField(_("found"), default=dict)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    sentiment = models.CharField(_("sentiment"), max_length=10, blank=True)
    sentiments: "models.JSONField[dict[str, str]]" = models.JSONField(default=dict)
    rubric: "models.JSONField[dict[str, bool]]" = models.JSONField(_("rubric"), default=dict)
    proofs: "models.JSONField[dict[str, Any]]" = models.JSONField(
        default=dict, help_text=_("Where next step, sentiment and each mark were said.")
    )
    score = models.PositiveSmallIntegerField(_("quality"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("analysis")
        verbose_name_plural = _("analyses")

    def __str__(self) -> str:
        return self.scope
