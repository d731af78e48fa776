"""Reports as the API shows them."""

from rest_framework import serializers

from contacts.models import RejectedRow
from reports.campaign_report import CampaignReport
from reports.versions import VersionCounts


class RejectedRowSerializer(serializers.ModelSerializer[RejectedRow]):
    """A row of a file that could not become a contact. `row_number` counts as a spreadsheet."""

    file = serializers.CharField(source="source.filename")

    class Meta:
        model = RejectedRow
        fields = ["file", "row_number", "reason", "detail"]


class VersionCountsSerializer(serializers.Serializer[VersionCounts]):
    """What came of the calls that an agent held in one version."""

    agent = serializers.IntegerField(source="agent.pk")
    version = serializers.IntegerField(source="number", help_text="0: it was never published.")
    calls = serializers.IntegerField(source="counts.calls")
    answered = serializers.IntegerField(
        source="counts.reached", help_text="Calls that a person took up."
    )
    talked = serializers.IntegerField(help_text="Calls in which a person talked with the agent.")
    goals = serializers.IntegerField(source="counts.goals")
    talk_seconds = serializers.IntegerField(source="counts.seconds")


class CampaignReportSerializer(serializers.Serializer[CampaignReport]):
    """What came of a campaign, as things stand now."""

    contacts = serializers.IntegerField(help_text="People whom it calls.")
    imported = serializers.IntegerField(help_text="Rows of its lists' files that became contacts.")
    rejected = serializers.IntegerField(help_text="Rows of its lists' files that could not.")
    rejected_rows = RejectedRowSerializer(many=True)
    skipped = serializers.DictField(
        child=serializers.IntegerField(), help_text="Reason → people never rung for it."
    )
    calls = serializers.DictField(
        child=serializers.IntegerField(), help_text='Outcome → calls placed; "" while under way.'
    )
    states = serializers.DictField(
        child=serializers.IntegerField(), help_text="State → people; together they are contacts."
    )
    unexplained = serializers.IntegerField(help_text="People we can't account for: 0.")
    placed = serializers.IntegerField(help_text="Calls placed.")
    answered = serializers.IntegerField(help_text="Calls that a person took up.")
    answer_rate = serializers.FloatField(help_text="answered / placed.")
    talk_seconds = serializers.IntegerField()
    versions = VersionCountsSerializer(many=True)
