"""Accounts as the API shows them."""

from django.conf import settings
from rest_framework import serializers

from accounts.forms import time_zones
from accounts.grants import Tokens
from accounts.models import ApiKey, AuditEntry, Membership, Organization
from accounts.permissions import EVERY_PERMISSION, Role

ROLES = [role.value for role in Role]


class SignInSerializer(serializers.Serializer[None]):
    """Who one is. `code` is of an authenticator app, or a recovery code."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=256, trim_whitespace=False)
    code = serializers.CharField(max_length=20, required=False, allow_blank=True)


class RefreshSerializer(serializers.Serializer[None]):
    """The newest refresh token."""

    refresh = serializers.CharField(max_length=200)


class TokensSerializer(serializers.Serializer[Tokens]):
    """`access` opens the API for `expires_in` seconds; `refresh` is good once."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    expires_in = serializers.IntegerField()


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    """A program's key. Its secret is shown once, when it is made."""

    scopes = serializers.ListField(
        child=serializers.ChoiceField(sorted(EVERY_PERMISSION)), allow_empty=False
    )
    made_by = serializers.CharField(source="made_by.email", read_only=True)

    class Meta:
        model = ApiKey
        fields = [
            "id",
            "name",
            "prefix",
            "scopes",
            "made_by",
            "created_at",
            "expires_at",
            "last_used_at",
        ]
        read_only_fields = ["prefix", "last_used_at"]


class NewApiKeySerializer(ApiKeySerializer):
    """A key just made, with the secret that nobody can read again."""

    secret = serializers.CharField(read_only=True)

    class Meta(ApiKeySerializer.Meta):
        fields = [*ApiKeySerializer.Meta.fields, "secret"]


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """Somebody who works here."""

    email = serializers.EmailField(source="user.email", max_length=254)
    name = serializers.CharField(source="user.name", read_only=True)
    role = serializers.ChoiceField(ROLES)

    class Meta:
        model = Membership
        fields = ["id", "email", "name", "role", "created_at"]


class RoleSerializer(serializers.Serializer[Membership]):
    """A role to give."""

    role = serializers.ChoiceField(ROLES)


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    """A business. Limits and suspension are set by whoever runs the instance."""

    time_zone = serializers.ChoiceField([name for name, _label in time_zones()])
    default_country = serializers.ChoiceField(settings.ALLOWED_COUNTRIES)

    class Meta:
        model = Organization
        fields = [
            "id",
            "name",
            "language",
            "time_zone",
            "default_country",
            "is_rehearsal",
            "max_contacts",
            "max_calls_per_day",
            "max_members",
            "suspended_at",
            "created_at",
        ]
        read_only_fields = [
            "is_rehearsal",
            "max_contacts",
            "max_calls_per_day",
            "max_members",
            "suspended_at",
        ]


class AuditEntrySerializer(serializers.ModelSerializer[AuditEntry]):
    """Who did what."""

    actor = serializers.DictField(read_only=True)
    before = serializers.DictField(read_only=True, allow_null=True)
    after = serializers.DictField(read_only=True, allow_null=True)

    class Meta:
        model = AuditEntry
        fields = [
            "id",
            "happened_at",
            "action",
            "subject",
            "subject_id",
            "actor",
            "before",
            "after",
        ]
        read_only_fields = fields
