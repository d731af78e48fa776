"""A tool of the business's own: an address of theirs that an agent may ask."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from conversations.tools import BY_NAME, TYPES
from lib.sealing import SealedField


class Endpoint(models.Model):
    """Asked by POST with what the model says, checked against `parameters`, and with who is on the
    line, bound by us. Signed: X-Callsys-Signature is the HMAC-SHA256 of the body by `secret`."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="endpoints"
    )
    name = models.CharField(
        _("name"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]{2,39}$")],
        help_text=_("As the agent calls it: check_stock."),
    )
    description = models.CharField(
        _("description"), max_length=300, help_text=_("When the agent should use it, and for what.")
    )
    url = models.URLField(_("address"), max_length=500)
    parameters: "models.JSONField[dict[str, Any]]" = models.JSONField(
        _("arguments"),
        default=dict,
        blank=True,
        help_text=_('Name → {"type": "string", "description": …, "required": true}.'),
    )
    secret = SealedField()
    timeout = models.PositiveSmallIntegerField(
        _("seconds at most"), default=8, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("tool of one's own")
        verbose_name_plural = _("tools of one's own")
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="endpoint_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The arguments are flat, and no name is one of ours."""
        if self.name in BY_NAME:
            raise ValidationError({"name": _("One of our own tools has this name.")})
        rules = self.parameters
        if not isinstance(rules, dict) or not all(map(_is_rule, rules.values())):
            told = _('Each argument needs a "type": string, integer, number or boolean.')
            raise ValidationError({"parameters": told})


def _is_rule(rule: object) -> bool:
    return isinstance(rule, dict) and rule.get("type") in TYPES
