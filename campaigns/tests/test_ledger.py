"""Every state and every reason has a sentence, in both languages."""

import datetime as dt

from django.utils import translation

from campaigns.ledger import DIALABLE, IN_HAND, REASONS, SETTLED, STATE_LABELS, State, explain
from campaigns.retries import RETRIED

NEXT = dt.datetime(2026, 11, 21, 17, 30, tzinfo=dt.UTC)


def test_every_state_has_a_name_and_belongs_to_one_group():
    assert set(STATE_LABELS) == set(State)
    assert sorted(State) == sorted([*DIALABLE, *IN_HAND, *SETTLED])


def test_every_retry_has_a_reason():
    assert {f"retry_{outcome}" for outcome in RETRIED} <= set(REASONS)


def test_who_waits_is_told_until_when():
    with translation.override("en"):
        sentence = explain(State.WAITING, "retry_busy", NEXT)
    assert sentence == "The line was busy. Next: 2026-11-21 17:30."


def test_who_is_settled_is_told_why():
    with translation.override("en"):
        assert explain(State.SKIPPED, "suppressed", None) == REASONS["suppressed"]
