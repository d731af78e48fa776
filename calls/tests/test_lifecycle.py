"""A call only moves forward, and its end absorbs whatever comes late."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from calls.lifecycle import ACTIVE, TERMINAL, Status, advance

PROGRESS = (Status.QUEUED, Status.RINGING, Status.IN_PROGRESS)
statuses = st.sampled_from(list(Status))


def _after(reports: tuple[Status, ...]) -> Status:
    status = Status.SENDING
    for reported in reports:
        status = advance(status, reported)
    return status


def test_it_ignores_ringing_after_completed():
    assert advance(Status.COMPLETED, Status.RINGING) is Status.COMPLETED


def test_the_order_of_reports_does_not_matter():
    for end in (Status.COMPLETED, Status.BUSY, Status.NO_ANSWER, Status.FAILED):
        results = {_after(order) for order in permutations((*PROGRESS, end))}
        assert results == {end}


def test_a_callback_finds_out_an_unknown_call():
    assert advance(Status.UNKNOWN, Status.RINGING) is Status.RINGING


@given(current=statuses, reported=statuses)
def test_a_terminal_status_never_changes(current: Status, reported: Status):
    if current in TERMINAL:
        assert advance(current, reported) is current


@given(current=statuses, reported=statuses)
def test_a_repeated_report_changes_nothing(current: Status, reported: Status):
    once = advance(current, reported)
    assert advance(once, reported) is once


def test_every_status_is_either_active_or_terminal():
    assert set(Status) == ACTIVE | TERMINAL
    assert not ACTIVE & TERMINAL
