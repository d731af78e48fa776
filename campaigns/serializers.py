"""Campaigns and their people as the API shows them."""

from typing import Any, TypeVar

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.ledger import State, explain
from campaigns.models import CallingLimits, Campaign, Promise, Target
from campaigns.promises import Kept, kept
from campaigns.singles import target_of
from contacts.law_serializers import WindowsField
from contacts.models import Contact, ContactList
from conversations.models import Agent
from conversations.wanted import Kind
from lib.clock import database_now

RowT = TypeVar("RowT", bound=models.Model)

_NAME = r"^[a-z][a-z0-9_]{0,39}$"


@extend_schema_field(
    {
        "type": "object",
        "description": "Outcome → how many calls may end so, seconds until the next one, and "
        "whether at another hour of the day; `stop` → after how many calls it ends in any case.",
        "additionalProperties": {
            "type": "object",
            "required": ["attempts"],
            "properties": {
                "attempts": {"type": "integer", "minimum": 1, "maximum": 20},
                "delay": {"type": "number"},
                "growth": {"type": "number", "default": 1},
                "other_hour": {"type": "boolean", "default": False},
            },
        },
        "examples": [{"busy": {"attempts": 3, "delay": 600, "growth": 2}}],
    }
)
class RetryPolicyField(serializers.JSONField):
    """Retries; the service checks them."""


@extend_schema_field({"type": "string", "pattern": _NAME, "example": "when_to_call"})
class WantedNameField(serializers.RegexField):
    """What a value is called in reports and exports."""


class WantedSerializer(serializers.Serializer[Any]):
    """Something that each conversation should tell."""

    name = WantedNameField(_NAME)
    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in Kind], default="text")
    question = serializers.CharField(max_length=200)
    required = serializers.BooleanField(default=False)  # type: ignore[assignment]


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
    extract = WantedSerializer(many=True, required=False)
    days_off = serializers.ListField(child=serializers.CharField(max_length=10), required=False)
    hang_up_limit = serializers.FloatField(min_value=0, max_value=1, required=False)
    opt_out_limit = serializers.FloatField(min_value=0, max_value=1, required=False)

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
            "resumes_at",
            "starts_at",
            "ends_at",
            "windows",
            "time_zone",
            "days_off",
            "max_concurrent",
            "calls_per_second",
            "line",
            "on_machine",
            "recorded",
            "retry_policy",
            "extract",
            "daily_minutes",
            "daily_money",
            "hang_up_limit",
            "opt_out_limit",
            "created_at",
            "started_at",
            "finished_at",
        ]
        read_only_fields = [
            "status",
            "paused_reason",
            "resumes_at",
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


class PromiseSerializer(serializers.ModelSerializer[Promise]):
    """A call that was promised, and what became of that."""

    contact = TargetContactSerializer(source="target.contact")
    kept = serializers.SerializerMethodField()

    class Meta:
        model = Promise
        fields = ["id", "contact", "made_on", "promised_at", "kept", "kept_by", "called_at"]

    @extend_schema_field(serializers.ChoiceField([one.value for one in Kept]))
    def get_kept(self, promise: Promise) -> str:
        """What became of it by now."""
        return kept(promise, now=database_now())


class RepeatSerializer(serializers.Serializer[None]):
    """On which days of the week (0 is Monday), and when, a copy of the campaign begins."""

    days = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), allow_empty=False
    )
    at = serializers.TimeField()


class ForecastSerializer(serializers.Serializer[dict[str, Any]]):
    """When the last person will be settled at today's pace; null where it is months away."""

    ends_at = serializers.DateTimeField(allow_null=True)


class SingleCallSerializer(serializers.ModelSerializer[Campaign]):
    """One call to one person, now or at a time to come."""

    contact = OwnedField(queryset=Contact.objects.all(), write_only=True)
    agent = OwnedField(queryset=Agent.objects.all())
    at = serializers.DateTimeField(write_only=True, required=False)
    target = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields = ["id", "contact", "agent", "at", "status", "created_at", "target"]
        read_only_fields = ["status", "created_at"]

    @extend_schema_field(TargetSerializer)
    def get_target(self, single: Campaign) -> Any:
        """Whom it is to, where it stands, and why."""
        return TargetSerializer(target_of(single)).data


class WhenSerializer(serializers.Serializer[None]):
    """Another time for a call."""

    at = serializers.DateTimeField()


class CallingLimitsSerializer(serializers.ModelSerializer[CallingLimits]):
    """What the organisation may spend in a day, and since when all its calls are stopped."""

    class Meta:
        model = CallingLimits
        fields = ["daily_minutes", "daily_money", "stopped_at"]
        read_only_fields = ["stopped_at"]
