"""Who does what: the database is told who asks, and its triggers write it down.

`callsys.audited` says which tables bear the trigger; here is the trigger, and how a request
names itself to it. Nothing in Python has to remember to write an entry.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from accounts.access import Access
from accounts.models import AuditEntry, User
from accounts.origin import address_of

_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
audited_tables: set[str] = set()
"""Filled by whoever declares triggers; only writes to these are given a name."""

FUNCTION = """
DECLARE
    ignored text[] := string_to_array(TG_ARGV[2], ',');
    hidden text[] := string_to_array(TG_ARGV[3], ',');
    was jsonb := '{}';
    is_now jsonb := '{}';
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    whole jsonb := coalesce(new_row, old_row);
    name text;
BEGIN
    FOR name IN SELECT jsonb_object_keys(whole) LOOP
        CONTINUE WHEN name = ANY (ignored);
        CONTINUE WHEN TG_OP = 'UPDATE' AND old_row -> name IS NOT DISTINCT FROM new_row -> name;
        IF name = ANY (hidden) THEN
            was := was || jsonb_build_object(name, '[hidden]');
            is_now := is_now || jsonb_build_object(name, '[hidden]');
        ELSE
            was := was || jsonb_build_object(name, old_row -> name);
            is_now := is_now || jsonb_build_object(name, new_row -> name);
        END IF;
    END LOOP;
    IF TG_OP = 'UPDATE' AND is_now = '{}' THEN
        RETURN NULL;
    END IF;
    INSERT INTO accounts_auditentry
        (happened_at, organization_id, action, subject, subject_id, actor, before, after)
    VALUES (
        clock_timestamp(), (whole ->> TG_ARGV[1])::bigint, lower(TG_OP), TG_ARGV[0],
        coalesce(whole ->> 'id', ''),
        coalesce(nullif(current_setting('callsys.actor', true), '')::jsonb, '{}'),
        CASE WHEN TG_OP <> 'INSERT' THEN was END,
        CASE WHEN TG_OP <> 'DELETE' THEN is_now END
    );
    RETURN NULL;
END
"""


def record_act(*, access: Access, act: str, subject: str, subject_id: object = "") -> None:
    """Keep an act that changes no row: somebody listened, exported, or began to impersonate."""
    AuditEntry.objects.create(
        organization=access.organization,
        action=AuditEntry.Action.ACT.value,
        subject=subject,
        subject_id=str(subject_id),
        actor=_current_actor() or _person(access.user),
        after={"act": act},
    )


class AuditMiddleware:
    """Names the one who asks to the database before each write that bears a trigger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in _SAFE:
            return self.get_response(request)
        with connection.execute_wrapper(_Namer(request)):
            return self.get_response(request)


class _Namer:
    """Sets `callsys.actor` in the very transaction of a write (poolers keep no sessions)."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        written = _WRITES.match(sql) if isinstance(sql, str) else None
        if written is None or written[1] not in audited_tables:
            return execute(sql, params, many, context)
        with transaction.atomic(using=context["connection"].alias):
            with context["connection"].cursor() as cursor:
                actor = json.dumps(actor_of(self.request))
                cursor.execute("SELECT set_config('callsys.actor', %s, true)", [actor])
            return execute(sql, params, many, context)


def actor_of(request: HttpRequest) -> dict[str, Any]:
    """Who asks, and from where: `user`, `email`, `by` (which key or token), `address`,
    `impersonator` where staff act as somebody else."""
    actor: dict[str, Any] = {"address": address_of(request)}
    by = getattr(request, "bearer", "")
    if by:
        actor["by"] = by
    if not by.startswith("supabase:"):
        actor |= _person(getattr(request, "user", None))
    if impersonator := getattr(request, "impersonator", None):
        actor["impersonator"] = impersonator.email
    return actor


def _person(user: object) -> dict[str, Any]:
    return {"user": user.pk, "email": user.email} if isinstance(user, User) else {}


def _current_actor() -> dict[str, Any] | None:
    for wrapper in reversed(connection.execute_wrappers):
        if isinstance(wrapper, _Namer):
            return actor_of(wrapper.request)
    return None
