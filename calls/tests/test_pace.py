"""A rate is a row of slots that nobody shares."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from calls.pace import HORIZON, LEAD, take_slots

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
rates = st.floats(min_value=0.1, max_value=200)


def test_the_first_call_goes_out_as_soon_as_it_can_be_written_down():
    slots, _next = take_slots(None, rate=1, wanted=1, now=NOW)
    assert slots == [NOW + LEAD]


def test_idle_time_is_not_saved_up():
    long_ago = NOW - dt.timedelta(hours=1)
    slots, _next = take_slots(long_ago, rate=5, wanted=100, now=NOW)
    assert len(slots) == 4  # of the 0.7 s between the lead and the horizon


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
