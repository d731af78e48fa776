"""Outgoing webhooks as the API shows them."""

from rest_framework import serializers

from outbox.events import Event
from outbox.models import Delivery, Endpoint

_EVENTS = [event.value for event in Event if event is not Event.TEST]


class EndpointSerializer(serializers.ModelSerializer[Endpoint]):
    """An address that is told what happens. What signs the messages is shown once."""

    events = serializers.ListField(child=serializers.ChoiceField(_EVENTS), allow_empty=False)

    class Meta:
        model = Endpoint
        fields = [
            "id",
            "url",
            "description",
            "events",
            "is_active",
            "disabled_reason",
            "created_at",
        ]
        read_only_fields = ["disabled_reason"]


class NewEndpointSerializer(EndpointSerializer):
    """An address just made, with the secret that verifies what it is sent."""

    secret = serializers.CharField(source="secret.reveal", read_only=True)

    class Meta(EndpointSerializer.Meta):
        fields = [*EndpointSerializer.Meta.fields, "secret"]


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """One event for one address: what was sent, and what came of it."""

    class Meta:
        model = Delivery
        fields = [
            "id",
            "endpoint",
            "message_id",
            "event",
            "happened_at",
            "data",
            "status",
            "attempts",
            "next_attempt_at",
            "answered_status",
            "answer",
            "created_at",
            "ended_at",
        ]
        read_only_fields = fields
