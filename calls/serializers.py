"""Calls as the API shows them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from audio.links import link_to
from calls.lifecycle import Status
from calls.models import Call, CallEvent, Recording, Turn
from calls.story import usage_of

STATUSES = [status.value for status in Status]

_FIELDS = [
    "id",
    "contact",
    "agent",
    "to_number",
    "from_number",
    "status",
    "outcome",
    "summary",
    "callback_at",
    "error_code",
    "answered_by",
    "created_at",
    "sent_at",
    "ringing_at",
    "answered_at",
    "ended_at",
    "duration",
]


class TurnSerializer(serializers.ModelSerializer[Turn]):
    """One stretch of speech."""

    class Meta:
        model = Turn
        fields = ["number", "role", "text", "said_at_ms", "interrupted", "latency_ms", "usage"]


class UsageSerializer(serializers.Serializer[Any]):
    """What the model took: tokens, and US dollars (null: nobody told us its price)."""

    model = serializers.CharField(default="")
    read = serializers.IntegerField(default=0)
    cached = serializers.IntegerField(default=0)
    written = serializers.IntegerField(default=0)
    cost = serializers.FloatField(default=None, allow_null=True)
    estimated = serializers.BooleanField(default=False)


class CallEventSerializer(serializers.ModelSerializer[CallEvent]):
    """Something that the provider, or we, said about the call."""

    class Meta:
        model = CallEvent
        fields = ["source", "status", "occurred_at", "received_at"]


class CallSerializer(serializers.ModelSerializer[Call]):
    """A call in a list."""

    status = serializers.ChoiceField([status.value for status in Status])

    class Meta:
        model = Call
        fields = _FIELDS


class WholeCallSerializer(CallSerializer):
    """A call with what was said and what happened."""

    turns = TurnSerializer(many=True)
    events = CallEventSerializer(many=True)
    usage = serializers.SerializerMethodField()

    class Meta(CallSerializer.Meta):
        fields = [*_FIELDS, "turns", "events", "usage"]

    @extend_schema_field(UsageSerializer)
    def get_usage(self, call: Call) -> dict[str, Any]:
        """The sum of its turns."""
        return dict(UsageSerializer(usage_of(call)).data)


class RecordingSerializer(serializers.ModelSerializer[Recording]):
    """A recording of a call; `url` is good for some minutes."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Recording
        fields = ["id", "seconds", "size", "created_at", "url"]

    def get_url(self, recording: Recording) -> str:
        """Where its sound is."""
        return link_to(recording.name)
