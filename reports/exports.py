"""A campaign's calls as rows of a spreadsheet."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from calls.models import Call
from calls.words import STATUS_LABELS, fault
from campaigns.models import Campaign
from campaigns.selectors import calls_by
from lib.spreadsheet import clock

CHUNK = 2000


def call_rows(campaign: Campaign, *, zone: dt.tzinfo) -> tuple[list[str], Iterable[list[Any]]]:
    """The header, and a row for each call of the campaign, read a chunk at a time.

    Texts are in the language of the one who asks; times are by `zone`. The rows are drawn after
    the request is over, so both are remembered.
    """
    header = [
        _("Call"), _("Name"), _("Phone"), _("Agent"), _("State"), _("Outcome"), _("Sent"),
        _("Answered"), _("Ended"), _("Seconds"), _("Summary"), _("Problem"),
    ]  # fmt: skip
    return header, _rows(campaign, zone, translation.get_language() or "en")


def _rows(campaign: Campaign, zone: dt.tzinfo, language: str) -> Iterator[list[Any]]:
    calls = calls_by(campaign).select_related("contact", "agent", "trunk").order_by("pk")
    for call in calls.iterator(CHUNK):
        with translation.override(language):
            row = _row(call, zone)
        yield row


def _row(call: Call, zone: dt.tzinfo) -> list[Any]:
    return [
        call.pk,
        call.contact.name if call.contact else "",
        call.to_number,
        call.agent.name,
        STATUS_LABELS[call.state],
        call.get_outcome_display(),
        clock(call.sent_at, zone),
        clock(call.answered_at, zone),
        clock(call.ended_at, zone),
        call.duration,
        call.summary,
        fault(call.error_code, status=call.state, provider=call.trunk.provider),
    ]
