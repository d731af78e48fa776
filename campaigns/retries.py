"""Whether a contact is called again after an outcome, and when. Pure.

A policy is `{outcome: {"attempts": n, "delay": seconds, "growth": factor}}`: at most `attempts`
calls that end so, the k-th repetition `delay * growth**(k-1)` seconds later. An outcome that a
policy does not name is final.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.errors import InvalidInput

Policy = Mapping[str, Mapping[str, float]]

RETRIED = ("busy", "no_answer", "voicemail", "failed", "hung_up")


def default_policy() -> dict[str, Any]:
    """Three tries, patient where a person is not there, quick where the line was only busy."""
    return {
        "busy": {"attempts": 3, "delay": 600, "growth": 2},
        "no_answer": {"attempts": 3, "delay": 3600, "growth": 2},
        "voicemail": {"attempts": 2, "delay": 14400, "growth": 1},
        "failed": {"attempts": 2, "delay": 900, "growth": 2},
    }


@dataclass(frozen=True, slots=True)
class Retry:
    """Call again, not before this time."""

    at: dt.datetime
    reason: str


def next_attempt(policy: Policy, *, outcome: str, attempts: int, now: dt.datetime) -> Retry | None:
    """The next attempt after the `attempts`-th call ended with `outcome`, or None: it is final."""
    rule = policy.get(outcome)
    if rule is None or attempts >= rule["attempts"]:
        return None
    delay = rule["delay"] * rule.get("growth", 1) ** (attempts - 1)
    return Retry(at=now + dt.timedelta(seconds=delay), reason=f"retry_{outcome}")


def require_policy(policy: Any) -> Policy:
    """What was given, if it is a well-formed policy; InvalidInput otherwise."""
    if not isinstance(policy, dict) or not all(
        outcome in RETRIED and _is_rule(rule) for outcome, rule in policy.items()
    ):
        raise InvalidInput("retries_invalid", _("These retries can't be read."))
    return policy


def _is_rule(rule: Any) -> bool:
    return (
        isinstance(rule, dict)
        and set(rule) <= {"attempts", "delay", "growth"}
        and 1 <= rule.get("attempts", 0) <= 20
        and 0 < rule.get("delay", 0) <= 30 * 86400
        and 1 <= rule.get("growth", 1) <= 10
    )
