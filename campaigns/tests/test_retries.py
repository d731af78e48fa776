"""Whether a person is called again, and when."""

import datetime as dt

import pytest

from campaigns.retries import default_policy, next_attempt, preset_for, require_policy
from conversations.models import Purpose
from lib.errors import InvalidInput

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
POLICY = {"busy": {"attempts": 3, "delay": 600, "growth": 2}}


def test_a_busy_line_is_tried_again_after_the_delay():
    retry = next_attempt(POLICY, outcome="busy", attempts=1, now=NOW)
    assert retry is not None
    assert retry.at == NOW + dt.timedelta(seconds=600)
    assert retry.reason == "retry_busy"


def test_the_delay_grows():
    retry = next_attempt(POLICY, outcome="busy", attempts=2, now=NOW)
    assert retry is not None
    assert retry.at == NOW + dt.timedelta(seconds=1200)


def test_the_last_attempt_is_final():
    assert next_attempt(POLICY, outcome="busy", attempts=3, now=NOW) is None


def test_an_outcome_that_the_policy_does_not_name_is_final():
    assert next_attempt(POLICY, outcome="not_interested", attempts=1, now=NOW) is None


def test_the_default_policy_is_well_formed():
    assert require_policy(default_policy())


@pytest.mark.parametrize(
    "policy",
    [
        [],
        {"goal_met": {"attempts": 2, "delay": 60}},
        {"busy": {"attempts": 0, "delay": 60}},
        {"busy": {"attempts": 2, "delay": -1}},
        {"busy": {"attempts": 2, "delay": 60, "again": True}},
        {"busy": 3},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(policy):
    with pytest.raises(InvalidInput):
        require_policy(policy)


def test_the_next_try_is_at_another_hour_of_the_day_where_that_is_wanted():
    policy = {"no_answer": {"attempts": 5, "delay": 86400, "growth": 1, "other_hour": True}}
    retry = next_attempt(policy, outcome="no_answer", attempts=1, now=NOW, zone="Europe/Madrid")
    assert retry is not None
    assert retry.at == NOW + dt.timedelta(days=1, hours=3)


def test_after_so_many_calls_it_ends_however_they_ended():
    policy = POLICY | {"stop": {"attempts": 2}}
    assert next_attempt(policy, outcome="busy", attempts=1, now=NOW)
    assert next_attempt(policy, outcome="busy", attempts=2, now=NOW) is None


@pytest.mark.parametrize("purpose", Purpose.values)
def test_every_preset_is_well_formed(purpose):
    assert require_policy(preset_for(purpose))
