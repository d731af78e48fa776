"""The admin's first page: the instance as it is now, in a handful of cheap questions.

Big tables are not counted: the database's own estimate (`reltuples`) says how big they are.
"""

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organization
from calls.lifecycle import ACTIVE
from calls.models import Call, Trunk
from callsys.health import find_faults
from campaigns.models import Campaign
from contacts.models import Import
from outbox.models import Delivery, Endpoint

BIG = (
    "contacts.Contact",
    "calls.Call",
    "calls.Turn",
    "campaigns.Target",
    "accounts.AuditEntry",
)


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's DASHBOARD_CALLBACK: what templates/admin/index.html shows."""
    del request
    faults = find_faults()
    return context | {"faults": faults, "now": _now(), "sizes": _sizes(), "trunks": _trunks()}


def _now() -> list[tuple[str, int, str]]:
    organizations = Organization.objects.aggregate(
        all=Count("pk"), suspended=Count("pk", filter=Q(suspended_at__isnull=False))
    )
    running = Campaign.objects.filter(status=Campaign.Status.RUNNING).count()
    reading = Import.objects.filter(status=Import.Status.RUNNING).count()
    waiting = Delivery.objects.filter(status=Delivery.Status.WAITING)
    off = Endpoint.objects.filter(is_active=False).exclude(disabled_reason="")
    return [
        (
            _("Calls now"),
            Call.objects.filter(status__in=sorted(ACTIVE)).count(),
            _list("calls_call"),
        ),
        (_("Campaigns running"), running, _list("campaigns_campaign") + "?status__exact=running"),
        (_("Files being read"), reading, _list("contacts_import") + "?status__exact=running"),
        (_("Webhooks to be sent"), waiting.count(), _list("outbox_delivery")),
        (_("Webhooks switched off"), off.count(), _list("outbox_endpoint")),
        (_("Organisations"), organizations["all"], _list("accounts_organization")),
        (_("Suspended"), organizations["suspended"], _list("accounts_organization")),
    ]


def _sizes() -> list[tuple[str, int]]:
    """Big tables, as the database last estimated them."""
    models = [apps.get_model(name) for name in BIG]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, greatest(reltuples, 0)::bigint FROM pg_class "
            "WHERE oid = ANY (SELECT to_regclass(name) FROM unnest(%s::text[]) AS name)",
            [[model._meta.db_table for model in models]],
        )
        rows = dict(cursor.fetchall())
    return [
        (str(model._meta.verbose_name_plural), rows.get(model._meta.db_table, 0))
        for model in models
    ]


def _trunks() -> list[Trunk]:
    return list(Trunk.objects.exclude(paused_reason="").order_by("pk")[:20])


def _list(name: str) -> str:
    return reverse(f"admin:{name}_changelist")
