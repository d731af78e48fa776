"""A campaign's people as rows of a spreadsheet."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from calls.results import cells_of
from calls.selectors import findings_by_call
from campaigns.ledger import STATE_LABELS, State, explain
from campaigns.models import Campaign, Target
from campaigns.selectors import targets_of
from conversations.wanted import Wanted, wanted_in
from lib.spreadsheet import clock

CHUNK = 2000


def target_rows(campaign: Campaign, *, zone: dt.tzinfo) -> tuple[list[str], Iterable[list[Any]]]:
    """The header, and a row for each person of the campaign, read a chunk at a time.

    Texts are in the language of the one who asks; times are by `zone`. The rows are drawn after
    the request is over, so both are remembered.
    """
    header = [
        _("Name"), _("Phone"), _("State"), _("Why"), _("Attempts"), _("Next attempt"),
        _("Outcome"), _("Summary"), _("Called"), _("Seconds"),
    ]  # fmt: skip
    wanted = wanted_in(campaign.extract)
    for each in wanted:
        header += [each.name, _("{field}: proof").format(field=each.name)]
    return header, _rows(campaign, wanted, zone, translation.get_language() or "en")


def _rows(
    campaign: Campaign, wanted: list[Wanted], zone: dt.tzinfo, language: str
) -> Iterator[list[Any]]:
    targets = targets_of(campaign).order_by("pk").iterator(CHUNK)
    while some := list(islice(targets, CHUNK)):
        found = findings_by_call(target.call_id for target in some) if wanted else {}
        for target in some:
            with translation.override(language):
                cells = cells_of(found.get(target.call_id), wanted)
                row = [*_row(target, zone), *cells]
            yield row


def _row(target: Target, zone: dt.tzinfo) -> list[Any]:
    call, state = target.call, State(target.state)
    return [
        target.contact.name,
        target.contact.e164,
        STATE_LABELS[state],
        explain(state, target.reason, None),
        target.attempts,
        clock(target.next_attempt_at, zone),
        call.get_outcome_display() if call else "",
        call.summary if call else "",
        clock(call.sent_at, zone) if call else "",
        call.duration if call else None,
    ]
