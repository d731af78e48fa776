"""A rate is a row of slots that nobody shares."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from calls.pace import HORIZON, SAVED, Window, take_slots

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
rates = st.floats(min_value=0.1, max_value=200)


def test_the_first_call_goes_out_at_once():
    slots, _next = take_slots(None, rate=1, wanted=1, now=NOW)
    assert slots == [NOW]


def test_idle_time_is_saved_up_for_half_a_second_only():
    long_ago = NOW - dt.timedelta(hours=1)
    slots, _next = take_slots(long_ago, rate=10, wanted=100, now=NOW)
    assert slots[0] == NOW - SAVED
    assert len(slots) == 10


def test_no_slot_lies_beyond_the_horizon():
    ahead = NOW + dt.timedelta(seconds=30)
    assert take_slots(ahead, rate=5, wanted=10, now=NOW) == ([], ahead)


@given(rate=rates, wanted=st.lists(st.integers(min_value=0, max_value=50), max_size=20))
def test_senders_one_after_the_other_never_share_a_slot(rate: float, wanted: list[int]):
    next_slot, taken = None, []
    for count in wanted:
        slots, next_slot = take_slots(next_slot, rate=rate, wanted=count, now=NOW)
        taken += slots
    gaps = [later - sooner for sooner, later in itertools.pairwise(taken)]
    assert all(gap >= dt.timedelta(seconds=1 / rate) - dt.timedelta(microseconds=1) for gap in gaps)
    assert all(slot < NOW + HORIZON for slot in taken)


@given(rate=st.integers(min_value=1, max_value=50), stalls=st.lists(st.floats(0, 0.7), max_size=60))
def test_no_second_holds_more_than_the_rate_however_late_calls_are(rate: int, stalls: list[float]):
    window, now, left = Window(rate), 0.0, []
    for stall in stalls:
        now = max(now + stall, window.free_at())
        window.note(now)
        left.append(now)
    for begin in left:
        assert sum(begin <= at < begin + 1.0 for at in left) <= rate


def test_a_window_goes_on_where_another_ended():
    before = Window(2)
    before.note(10.0)
    before.note(10.4)
    after = Window(2, before.sent())
    assert after.free_at() >= 11.0


def test_less_than_one_a_second_is_kept_too():
    window = Window(0.2)
    window.note(0.0)
    assert window.free_at() >= 5.0
