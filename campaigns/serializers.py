"""Campaigns and their people as the API shows them."""

from typing import Any, TypeVar

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.ledger import State, explain
from campaigns.models import Campaign, Target
from contacts.models import Contact, ContactList
from conversations.models import Agent

RowT = TypeVar("RowT", bound=models.Model)

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


@extend_schema_field(
    {
        "type": "object",
        "description": "Outcome → how many calls may end so, and seconds until the next one.",
        "additionalProperties": {
            "type": "object",
            "required": ["attempts", "delay"],
            "properties": {
                "attempts": {"type": "integer", "minimum": 1, "maximum": 20},
                "delay": {"type": "number"},
                "growth": {"type": "number", "default": 1},
            },
        },
        "examples": [{"busy": {"attempts": 3, "delay": 600, "growth": 2}}],
    }
)
class RetryPolicyField(serializers.JSONField):
    """Retries; the service checks them."""


class OwnedField(serializers.PrimaryKeyRelatedField[RowT]):
    """The id of a row of one's own organisation: any other does not exist."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        request = self.context.get("request")
        if request is None:
            return rows
        return rows.visible_to(request.access)  # type: ignore[union-attr]


class CampaignSerializer(serializers.ModelSerializer[Campaign]):
    """A campaign. What may be written is what the service takes; its state changes by actions."""

    agent = OwnedField(queryset=Agent.objects.all())
    lists = OwnedField(queryset=ContactList.objects.all(), many=True, allow_empty=False)
    windows = WindowsField(required=False)
    retry_policy = RetryPolicyField(required=False)

    class Meta:
        model = Campaign
        fields = [
            "id",
            "name",
            "purpose",
            "agent",
            "lists",
            "status",
            "paused_reason",
            "starts_at",
            "ends_at",
            "windows",
            "max_concurrent",
            "calls_per_second",
            "retry_policy",
            "created_at",
            "started_at",
            "finished_at",
        ]
        read_only_fields = [
            "status",
            "paused_reason",
            "starts_at",
            "created_at",
            "started_at",
            "finished_at",
        ]
        extra_kwargs = {"purpose": {"required": True}}


class ScheduleSerializer(serializers.Serializer[None]):
    """When a campaign begins by itself."""

    starts_at = serializers.DateTimeField()


class TargetContactSerializer(serializers.ModelSerializer[Contact]):
    """Whom a target is about."""

    class Meta:
        model = Contact
        fields = ["id", "name", "e164"]


class TargetSerializer(serializers.ModelSerializer[Target]):
    """One person of a campaign: where they stand, why, and what comes next."""

    contact = TargetContactSerializer()
    state = serializers.ChoiceField([state.value for state in State])
    explanation = serializers.SerializerMethodField()

    class Meta:
        model = Target
        fields = [
            "id",
            "contact",
            "state",
            "reason",
            "explanation",
            "attempts",
            "next_attempt_at",
            "settled_at",
            "call",
        ]

    def get_explanation(self, target: Target) -> str:
        """Why this person was (not) called, in one sentence."""
        return explain(State(target.state), target.reason, target.next_attempt_at)
