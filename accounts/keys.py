"""API keys: made once, shown once, recognised by their digest."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Access, access_as
from accounts.models import ApiKey, Organization, User
from accounts.permissions import Role
from lib.errors import InvalidInput, NotAllowed
from lib.prepared import fetch

MARK = "ck_"
"""What every key begins with: leak scanners find it."""
_READ = (ApiKey, Organization, User)
_USE_NOTED_EVERY = dt.timedelta(minutes=1)


def create_api_key(
    *,
    access: Access,
    name: str,
    scopes: Collection[str],
    expires_at: dt.datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its secret, which nobody can read again. Only what one may oneself."""
    access.require("keys.edit")
    if access.user is None:
        raise NotAllowed("person_needed", _("Only a person makes keys."))
    wanted = sorted(set(scopes))
    if not wanted or not access.permissions.issuperset(wanted):
        message = _("Choose from what your own role may do.")
        raise InvalidInput("scopes_unknown", message, fields={"scopes": message})
    if expires_at is not None and expires_at <= timezone.now():
        message = _("Choose a time to come.")
        raise InvalidInput("expiry_past", message, fields={"expires_at": message})
    return make_key(
        organization=access.organization,
        user=access.user,
        name=name,
        scopes=wanted,
        expires_at=expires_at,
    )


def make_key(
    *,
    organization: Organization,
    user: User,
    name: str,
    scopes: Collection[str],
    expires_at: dt.datetime | None = None,
) -> tuple[ApiKey, str]:
    """A key and its secret, with nobody asked: for the command line of whoever runs this."""
    prefix = MARK + secrets.token_hex(4)
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        organization=organization,
        made_by=user,
        name=name.strip(),
        prefix=prefix,
        digest=_digest(secret),
        scopes=sorted(scopes),
        expires_at=expires_at,
    )
    return key, secret


def revoke_api_key(*, access: Access, key: ApiKey) -> None:
    """End a key, at once and for good."""
    access.require("keys.edit")
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())


def keys_of(access: Access) -> QuerySet[ApiKey]:
    """The organisation's keys that are not revoked, newest first."""
    keys = ApiKey.objects.visible_to(access).filter(revoked_at=None)
    return keys.select_related("made_by").order_by("-id")


def access_by_key(secret: str) -> tuple[Access, ApiKey] | None:
    """What a key opens now; None for one that is unknown, ended, or whose maker left.

    The key's scopes and its maker's present role must both allow something.
    """
    prefix = secret[: len(MARK) + 8]
    found = fetch(_statement(), {"prefix": prefix.replace("\0", "")})
    if not found:
        return None
    role, *values = found[0]
    rest = iter(values)
    key, key.organization, key.made_by = (_read(model, rest) for model in _READ)
    now = timezone.now()
    if not hmac.compare_digest(key.digest, _digest(secret)) or not key.is_valid(now):
        return None
    _note_use(key, now)
    whole = access_as(key.organization, Role(role))
    return Access(
        organization=whole.organization,
        user=None,
        permissions=whole.permissions.intersection(key.scopes),
    ), key


@cache
def _statement() -> str:
    """All in one, and prepared: it is asked with every request. A maker who left has no key."""
    columns = ", ".join(
        f'"{model._meta.db_table}"."{field.column}"'
        for model in _READ
        for field in model._meta.concrete_fields
    )
    return f"""
        SELECT accounts_membership.role, {columns}
        FROM accounts_apikey
        JOIN accounts_organization ON accounts_organization.id = accounts_apikey.organization_id
        JOIN accounts_user ON accounts_user.id = accounts_apikey.made_by_id
        JOIN accounts_membership ON accounts_membership.user_id = accounts_apikey.made_by_id
            AND accounts_membership.organization_id = accounts_apikey.organization_id
        WHERE accounts_apikey.prefix = %(prefix)s::text AND accounts_user.is_active
    """  # noqa: S608  (the names of columns)


def _read(model: type[models.Model], values: Iterator[Any]) -> Any:
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(DEFAULT_DB_ALIAS, names, [next(values) for _name in names])


def _note_use(key: ApiKey, now: dt.datetime) -> None:
    """At most once a minute: reading must not write each time."""
    stale = now - _USE_NOTED_EVERY
    if key.last_used_at is None or key.last_used_at < stale:
        due = Q(last_used_at=None) | Q(last_used_at__lt=stale)
        ApiKey.objects.filter(due, pk=key.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
