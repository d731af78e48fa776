"""The page of who did what, and its file."""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import AuditEntry
from accounts.pages import PageRequest, page
from lib.keyset import page_of
from lib.spreadsheet import csv_download


class AuditFilter(forms.Form):
    """What the audit may be narrowed to; whatever can't be read narrows nothing."""

    email = forms.CharField(label=gettext_lazy("Who (e-mail)"), required=False, max_length=254)
    subject = forms.CharField(label=gettext_lazy("Of what"), required=False, max_length=60)
    action = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=[("", gettext_lazy("Everything")), *AuditEntry.Action.choices],
    )
    since = forms.DateField(
        label=gettext_lazy("Since"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def of(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Those that were chosen."""
        self.is_valid()
        lookups = {
            "email": "actor__email",
            "subject": "subject__icontains",
            "action": "action",
            "since": "happened_at__date__gte",
            "until": "happened_at__date__lte",
        }
        for name, lookup in lookups.items():
            if chosen := self.cleaned_data.get(name):
                entries = entries.filter(**{lookup: chosen})
        return entries


@page("audit.view")
@require_safe
def audit(request: PageRequest) -> HttpResponse:
    """Who did what, newest first."""
    chosen = AuditFilter(request.GET)
    entries = chosen.of(AuditEntry.objects.visible_to(request.access))
    shown = page_of(
        entries, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    return render(request, "accounts/audit.html", {"filter": chosen, "page": shown})


@page("audit.view")
@require_safe
def audit_export(request: PageRequest) -> HttpResponseBase:
    """All that was chosen, as CSV, row by row."""
    entries = AuditFilter(request.GET).of(AuditEntry.objects.visible_to(request.access))
    header = [_("When"), _("What"), _("Of what"), _("Number"), _("Who"), _("By"), _("Address")]
    header += [_("On behalf of"), _("Before"), _("After")]
    return csv_download("audit", header, _rows(entries.order_by("-pk")))


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[list[Any]]:
    for entry in entries.iterator(chunk_size=2000):
        actor = entry.actor
        yield [
            entry.happened_at.isoformat(timespec="seconds"),
            entry.action,
            entry.subject,
            entry.subject_id,
            actor.get("email", ""),
            actor.get("by", ""),
            actor.get("address", ""),
            actor.get("impersonator", ""),
            json.dumps(entry.before, ensure_ascii=False) if entry.before else "",
            json.dumps(entry.after, ensure_ascii=False) if entry.after else "",
        ]
