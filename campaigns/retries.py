"""Whether a contact is called again after an outcome, and when. Pure.

A policy is `{outcome: {"attempts": n, "delay": seconds, "growth": factor, "other_hour": bool}}`:
at most `attempts` calls of one that ended so last, the k-th repetition `delay * growth**(k-1)`
seconds later and, with `other_hour`, at another time of the day. `"stop": {"attempts": n}` ends it
after so many calls, however they ended. An outcome that a policy does not name is final.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from conversations.models import Purpose
from lib.errors import InvalidInput

Policy = Mapping[str, Mapping[str, float]]

RETRIED = ("busy", "no_answer", "voicemail", "failed", "hung_up")

APART = 3
"""Hours of the day between two tries, for one who may be elsewhere at the first one's hour."""


def default_policy() -> dict[str, Any]:
    """Three tries, patient where a person is not there, quick where the line was only busy."""
    return {
        "busy": {"attempts": 3, "delay": 600, "growth": 2},
        "no_answer": {"attempts": 3, "delay": 3600, "growth": 2},
        "voicemail": {"attempts": 2, "delay": 14400, "growth": 1},
        "failed": {"attempts": 2, "delay": 900, "growth": 2},
    }


def preset_for(purpose: str) -> dict[str, Any]:
    """How one tries again by what a campaign is for; the default where nothing speaks for another.

    A reminder is worth little tomorrow; who owes, or is to buy, is sought at another hour; nobody
    is pressed to answer a survey.
    """
    hour = {"other_hour": True}
    presets: dict[str, dict[str, Any]] = {
        Purpose.REMINDER: {
            "busy": {"attempts": 4, "delay": 300, "growth": 1},
            "no_answer": {"attempts": 3, "delay": 1800, "growth": 1},
            "voicemail": {"attempts": 2, "delay": 3600, "growth": 1},
            "failed": {"attempts": 3, "delay": 600, "growth": 1},
        },
        Purpose.SURVEY: {
            "busy": {"attempts": 2, "delay": 1800, "growth": 1},
            "no_answer": {"attempts": 2, "delay": 86400, "growth": 1} | hour,
        },
        Purpose.COLLECTION: {
            "busy": {"attempts": 3, "delay": 1800, "growth": 2},
            "no_answer": {"attempts": 4, "delay": 14400, "growth": 2} | hour,
            "voicemail": {"attempts": 3, "delay": 86400, "growth": 1} | hour,
            "failed": {"attempts": 2, "delay": 3600, "growth": 2},
            "stop": {"attempts": 5},
        },
    }
    return presets.get(purpose, default_policy())


@dataclass(frozen=True, slots=True)
class Retry:
    """Call again, not before this time."""

    at: dt.datetime
    reason: str


def next_attempt(
    policy: Policy, *, outcome: str, attempts: int, now: dt.datetime, zone: str = "UTC"
) -> Retry | None:
    """The next attempt after the `attempts`-th call ended with `outcome`, or None: it is final.

    `zone` is where the person is: by its clock another hour of the day is another.
    """
    rule = policy.get(outcome)
    most = policy.get("stop", {}).get("attempts", attempts + 1)
    if rule is None or attempts >= min(most, rule["attempts"]):
        return None
    delay = rule["delay"] * rule.get("growth", 1) ** (attempts - 1)
    at = now + dt.timedelta(seconds=delay)
    if rule.get("other_hour"):
        at = _at_another_hour(at, before=now, zone=ZoneInfo(zone))
    return Retry(at=at, reason=f"retry_{outcome}")


def _at_another_hour(at: dt.datetime, *, before: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first full hour after `at` by which the day is another part of the day than before."""
    while _hours_apart(at.astimezone(zone).hour, before.astimezone(zone).hour) < APART:
        at += dt.timedelta(hours=1)
    return at


def _hours_apart(one: int, other: int) -> int:
    apart = abs(one - other)
    return min(apart, 24 - apart)


def require_policy(policy: Any) -> Policy:
    """What was given, if it is a well-formed policy; InvalidInput otherwise."""
    if not isinstance(policy, dict) or not all(
        _is_stop(rule) if outcome == "stop" else outcome in RETRIED and _is_rule(rule)
        for outcome, rule in policy.items()
    ):
        raise InvalidInput("retries_invalid", _("These retries can't be read."))
    return policy


def _is_rule(rule: Any) -> bool:
    return (
        isinstance(rule, dict)
        and set(rule) <= {"attempts", "delay", "growth", "other_hour"}
        and 1 <= rule.get("attempts", 0) <= 20
        and 0 < rule.get("delay", 0) <= 30 * 86400
        and 1 <= rule.get("growth", 1) <= 10
        and isinstance(rule.get("other_hour", False), bool)
    )


def _is_stop(rule: Any) -> bool:
    return isinstance(rule, dict) and set(rule) == {"attempts"} and 1 <= rule["attempts"] <= 50
