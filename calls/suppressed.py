"""Calls under way to somebody who must not be contacted any more: they are ended.

Whoever said so on the very call is let finish: the agent says good-bye. Anybody else's wish (a
message, a form, staff) ends a call within seconds, and withdraws one that was not sent.
"""

import logging

from calls.lifecycle import ACTIVE
from calls.models import Call
from calls.services import hang_up
from contacts.standing import suppressed_among
from lib.errors import DomainError
from providers.errors import ProviderError

logger = logging.getLogger(__name__)


def end_suppressed() -> int:
    """End the calls under way to suppressed numbers; how many were."""
    under_way: dict[int, dict[str, int]] = {}
    calls = Call.objects.filter(status__in=sorted(ACTIVE)).exclude(outcome="opted_out")
    for pk, organization, number in calls.values_list("pk", "organization_id", "to_number"):
        under_way.setdefault(organization, {})[number] = pk
    ended = 0
    for organization, numbers in under_way.items():
        for number in suppressed_among(organization, numbers):
            ended += _end(numbers[number])
    return ended


def _end(call_id: int) -> bool:
    try:
        hang_up(call_id=call_id)
    except (DomainError, ProviderError):
        # It is just being placed, or the provider is away: the next look comes in two seconds.
        logger.warning("a suppressed call could not be ended yet", extra={"call": call_id})
        return False
    return True
