"""The law of a country as the API tells it, and what is decided of it."""

import datetime as dt
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts.law import NEEDS_LABELS, TRUST_LABELS, Cap, Needs, Trust
from contacts.models import CountryRule

_CLOCK = {"type": "string", "pattern": "^([01]\\d|2[0-4]):[0-5]\\d$", "examples": ["10:00"]}


@extend_schema_field(
    {
        "type": "object",
        "description": "Weekday (0 is Monday) → stretches by the clock where the person is.",
        "additionalProperties": {
            "type": "array",
            "items": {"type": "array", "items": _CLOCK, "minItems": 2, "maxItems": 2},
        },
        "examples": [{"0": [["10:00", "14:00"], ["17:00", "20:00"]]}],
    }
)
class WindowsField(serializers.JSONField):
    """Calling hours; the service checks them."""


class PresetSerializer(serializers.Serializer[Any]):
    """What we know of a country, and from where. No legal advice: counsel confirms it."""

    source = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    trust = serializers.ChoiceField([(each.value, TRUST_LABELS[each]) for each in Trust])
    checked = serializers.DateField(help_text="When somebody looked last.")
    expires = serializers.DateField(help_text="Not believed from this day on.")
    lists = serializers.CharField(help_text="Lists to clean numbers against.")
    disclosure = serializers.CharField()


class CapSerializer(serializers.Serializer[Any]):
    """At most so many calls to one person within any stretch of so many hours."""

    calls = serializers.IntegerField()
    hours = serializers.SerializerMethodField()

    def get_hours(self, cap: Cap) -> int:
        """The stretch's length."""
        return cap.within // dt.timedelta(hours=1)


class DecisionSerializer(serializers.ModelSerializer[CountryRule]):
    """What the organisation decides for a country: tighter than the preset, never looser. Fields
    that are not named stay as they are."""

    windows = WindowsField(required=False, allow_null=True)

    class Meta:
        model = CountryRule
        fields = [
            "country",
            "is_allowed",
            "windows",
            "spares_holidays",
            "needs_consent",
            "calls_per_day",
            "calls_per_week",
            "accepted_until",
            "decided_at",
        ]
        read_only_fields = ["decided_at"]
        # The service finds the rule that there is, and changes it.
        validators: list[Any] = []
        extra_kwargs = {
            name: {"required": False} for name in ("is_allowed", "spares_holidays", "needs_consent")
        } | {
            name: {"min_value": 1, "required": False}
            for name in ("calls_per_day", "calls_per_week")
        }


class CountryLawSerializer(serializers.Serializer[Any]):
    """What holds for calls to a country: the preset, tightened by what the organisation decided."""

    country = serializers.CharField(help_text="ISO 3166 alpha-2.")
    is_allowed = serializers.BooleanField(source="law.is_allowed")
    is_known = serializers.BooleanField(
        source="law.is_known",
        help_text="False: nobody is called there until an administrator has decided.",
    )
    hours = WindowsField()
    spares_holidays = serializers.BooleanField()
    consent = serializers.ChoiceField(
        [(each.value, NEEDS_LABELS[each]) for each in Needs], source="law.consent"
    )
    caps = CapSerializer(many=True, source="law.caps")
    preset = PresetSerializer(allow_null=True)
    decision = DecisionSerializer(allow_null=True, source="rule")
