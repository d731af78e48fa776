"""Calls as the API shows them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from audio.links import link_to
from calls.lifecycle import Status
from calls.models import Call, CallEvent, Recording, Turn
from calls.results import results_of
from calls.selectors import findings_of
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


class ResultSerializer(serializers.Serializer[Any]):
    """A value with the turn, the second and the words that prove it; null where nothing does."""

    name = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    turn = serializers.IntegerField(allow_null=True)
    second = serializers.FloatField(allow_null=True)
    quote = serializers.CharField(allow_blank=True)


class FindingsSerializer(serializers.Serializer[Any]):
    """What a call came to, found when it was over."""

    summary = serializers.CharField(allow_blank=True)
    score = serializers.IntegerField(help_text="0 to 100, by the marks.")
    next_step = ResultSerializer()
    sentiment = ResultSerializer()
    extracted = ResultSerializer(many=True, source="fields", help_text="The campaign's own fields.")
    marks = ResultSerializer(many=True)


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
    findings = serializers.SerializerMethodField()

    class Meta(CallSerializer.Meta):
        fields = [*_FIELDS, "turns", "events", "usage", "findings"]

    @extend_schema_field(FindingsSerializer(allow_null=True))
    def get_findings(self, call: Call) -> dict[str, Any] | None:
        """None until it was looked at."""
        found = results_of(findings_of(call), call.context)
        return None if found is None else dict(FindingsSerializer(found).data)

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
