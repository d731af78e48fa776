"""Leads and stages as the API shows them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contacts.models import Contact, Lead, LeadEvent, Stage
from contacts.scoring import HIGHEST, LOWEST
from contacts.serializers import OwnedField


class StageSerializer(serializers.ModelSerializer[Stage]):
    """A stage of the organisation's own; `place` is counted from 0."""

    class Meta:
        model = Stage
        fields = ["id", "name", "kind", "place"]
        validators: list[Any] = []


class ReasonSerializer(serializers.Serializer[Any]):
    """Why a score is what it is."""

    code = serializers.CharField()
    points = serializers.IntegerField()


class LeadSerializer(serializers.ModelSerializer[Lead]):
    """A contact on the way to becoming a customer; its id is the contact's."""

    id = serializers.IntegerField(source="contact_id", read_only=True)
    contact = OwnedField(queryset=Contact.objects.all())
    name = serializers.CharField(source="contact.name", read_only=True)
    phone = serializers.CharField(source="contact.e164", read_only=True)
    stage = OwnedField(queryset=Stage.objects.all(), required=False)
    score = serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST, required=False)
    reasons = serializers.SerializerMethodField()
    note = serializers.CharField(
        write_only=True, required=False, allow_blank=True, max_length=300, help_text="Of a change."
    )

    class Meta:
        model = Lead
        fields = [
            "id", "contact", "name", "phone", "stage", "score", "reasons", "note", "created_at",
            "moved_at",
        ]  # fmt: skip
        read_only_fields = ["created_at", "moved_at"]

    @extend_schema_field(ReasonSerializer(many=True))
    def get_reasons(self, lead: Lead) -> list[dict[str, Any]]:
        """The reasons for the score, oldest first."""
        return [reason._asdict() for reason in lead.because]


class LeadEventSerializer(serializers.ModelSerializer[LeadEvent]):
    """That a lead moved or its score changed, and why."""

    by = serializers.StringRelatedField(read_only=True, allow_null=True)  # type: ignore[var-annotated]

    class Meta:
        model = LeadEvent
        fields = ["from_stage", "to_stage", "score", "reason", "note", "by", "created_at"]
        read_only_fields = fields


class IntoSerializer(serializers.Serializer[None]):
    """Where the leads of a stage go that is deleted."""

    into = OwnedField(queryset=Stage.objects.all(), required=False, allow_null=True)
