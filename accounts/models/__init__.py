"""People, the organisations they work for, what opens the API to them, and who did what."""

from accounts.models.audit import AuditEntry
from accounts.models.credentials import ProviderCredential
from accounts.models.grants import TokenGrant
from accounts.models.keys import ApiKey, IdempotencyRecord
from accounts.models.people import (
    LANGUAGES,
    Membership,
    Organization,
    OwnedQuerySet,
    User,
    UserManager,
)

__all__ = [
    "LANGUAGES",
    "ApiKey",
    "AuditEntry",
    "IdempotencyRecord",
    "Membership",
    "Organization",
    "OwnedQuerySet",
    "ProviderCredential",
    "TokenGrant",
    "User",
    "UserManager",
]
