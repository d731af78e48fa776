"""What people are told of, in which words, and who may hear of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.errors import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event. `sentence` is filled in with what is told, in each reader's language;
    `level` is a toast's. Whoever runs things is written to about `urgent` ones unless they chose
    otherwise."""

    name: str
    label: Text
    sentence: Text
    level: str
    permission: str
    urgent: bool = False


_ALL = (
    Kind(
        "campaign_finished",
        _("A campaign ended"),
        _("{campaign} has ended: {settled} of {people} people settled."),
        "success",
        "campaigns.view",
    ),
    Kind(
        "campaign_paused",
        _("A campaign paused by itself"),
        _("{campaign} has paused. {reason} Nobody else is called until it goes on."),
        "warning",
        "campaigns.view",
        urgent=True,
    ),
    Kind(
        "campaign_not_started",
        _("A campaign could not begin"),
        _("{campaign} could not begin: {reason}"),
        "error",
        "campaigns.view",
        urgent=True,
    ),
    Kind(
        "promise_missed",
        _("A promised call was not made"),
        _("{person} was promised a call by {campaign}, and nobody called."),
        "warning",
        "campaigns.view",
    ),
    Kind(
        "import_finished",
        _("A file was read"),
        _("{filename} was read: {imported} contacts taken, {rejected} rows left out."),
        "success",
        "contacts.view",
    ),
    Kind(
        "import_failed",
        _("A file could not be read"),
        _("{filename} could not be read to its end."),
        "error",
        "contacts.view",
    ),
    Kind(
        "number_resting",
        _("A number that we call with fails"),
        _("{number} rests for now: hardly anybody answers it, or the provider refuses it."),
        "warning",
        "calls.view",
        urgent=True,
    ),
    Kind(
        "webhook_disabled",
        _("A webhook was switched off"),
        _("Nothing that we sent to {url} was taken any more, so we have stopped sending there."),
        "error",
        "webhooks.view",
        urgent=True,
    ),
    Kind(
        "report_failed",
        _("A report could not be sent"),
        _("The report “{report}” could not be sent by e-mail."),
        "error",
        "reports.view",
        urgent=True,
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}


def sentence_of(kind: str, told: Mapping[str, Any]) -> str:
    """What happened, in the active language."""
    return str(KINDS[kind].sentence).format_map(told)
