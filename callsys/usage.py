"""What an organisation uses of what it may: a page, and the same by the API."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Access
from accounts.models import Membership
from accounts.pages import PageRequest, page
from calls.quota import calls_today
from campaigns.models import Spending
from contacts.models import Contact

_MOST_COUNTED = 100_000
"""Calls of a day that are counted where no limit says where to stop."""


@dataclass(frozen=True, slots=True)
class Use:
    """`used` of `limit` (None: any number)."""

    name: str
    label: Promise
    used: int
    limit: int | None

    @property
    def is_used_up(self) -> bool:
        """Whether no more is left."""
        return self.limit is not None and self.used >= self.limit


def usage_of(access: Access) -> list[Use]:
    """Contacts, calls of today, members, and the minutes of this month (which are not limited
    here: budgets are the campaigns')."""
    organization, now = access.organization, timezone.now()
    limit = organization.max_calls_per_day
    month = timezone.localdate(now).replace(day=1)
    minutes = Spending.objects.filter(campaign__organization=organization, day__gte=month)
    calls = calls_today(organization, now=now, at_most=limit or _MOST_COUNTED)
    return [
        Use(
            "contacts",
            _("Contacts"),
            Contact.objects.visible_to(access).count(),
            organization.max_contacts,
        ),
        Use("calls_today", _("Calls today"), calls, limit),
        Use(
            "members",
            _("Members"),
            Membership.objects.visible_to(access).count(),
            organization.max_members,
        ),
        Use(
            "minutes_this_month",
            _("Minutes this month"),
            minutes.aggregate(all=Sum("minutes"))["all"] or 0,
            None,
        ),
    ]


@page("settings.edit")
@require_safe
def usage(request: PageRequest) -> HttpResponse:
    """The page."""
    return render(request, "accounts/usage.html", {"uses": usage_of(request.access)})


class UseSerializer(serializers.Serializer[Any]):
    """`used` of `limit`; null: any number."""

    name = serializers.CharField()
    used = serializers.IntegerField()
    limit = serializers.IntegerField(allow_null=True)


class UsageViewSet(viewsets.ViewSet):
    """What the organisation uses of what it may."""

    permissions = {"list": "settings.edit"}
    pagination_class = None

    @extend_schema(responses=UseSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Contacts, calls of today, members, minutes of this month."""
        access: Access = request.access  # type: ignore[attr-defined]
        return Response(UseSerializer(usage_of(access), many=True).data)


ROUTES: list[tuple[str, Any]] = [("usage", UsageViewSet)]
