import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import InvalidInput
from lib.hours import default_windows, is_open, next_open, require_windows

ZONES = [
    "Europe/Madrid",
    "Atlantic/Canary",
    "America/New_York",
    "America/Santiago",  # sets its clock back at midnight
    "America/St_Johns",
    "Asia/Kolkata",
    "Asia/Beirut",  # sets its clock forward at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Antarctica/Troll",  # by two hours
    "Pacific/Kiritimati",
    "UTC",
]
ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(7)}


def local(zone, year, month, day, hour=0, minute=0, second=0):
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo(zone))


def oracle_is_open(windows, zones, now):
    """Day by day and string by string: slow, and written on its own."""

    def holds(zone):
        here = now.astimezone(ZoneInfo(zone))
        clock = here.strftime("%H:%M")
        yesterday = (here - dt.timedelta(days=1)).strftime("%w")
        for day, stretches in windows.items():
            sunday_first = str((int(day) + 1) % 7)
            for start, end in stretches:
                if end > start and sunday_first == here.strftime("%w") and start <= clock < end:
                    return True
                if end < start and sunday_first == here.strftime("%w") and clock >= start:
                    return True
                if end < start and sunday_first == yesterday and clock < end:
                    return True
        return False

    return len(zones) > 0 and all(holds(zone) for zone in zones)


quarters = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
stretches = st.tuples(quarters, quarters | st.just("24:00")).filter(lambda pair: pair[0] != pair[1])
windows_of_a_week = st.dictionaries(
    st.sampled_from("0123456"), st.lists(stretches.map(list), min_size=1, max_size=3), min_size=1
)
moments = st.integers(0, 3 * 365 * 24 * 60 - 1).map(
    lambda minutes: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)
some_zones = st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True).map(tuple)


@given(windows_of_a_week, some_zones, moments)
def test_it_agrees_with_an_independent_reading_of_the_clock(windows, zones, now):
    assert is_open(windows, zones, now) == oracle_is_open(windows, zones, now)


def clock_changes():
    """Every change of clock of these zones in 2026–2028, as the hour in which it happens."""
    hour = dt.timedelta(hours=1)
    for zone in ZONES:
        now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        while now.year < 2029:
            if now.astimezone(ZoneInfo(zone)).utcoffset() != (
                (now + hour).astimezone(ZoneInfo(zone)).utcoffset()
            ):
                yield zone, now
            now += hour


@given(windows_of_a_week, st.sampled_from(list(clock_changes())), st.integers(-300, 300))
def test_the_next_opening_around_a_change_of_clock_is_the_first_open_minute(windows, change, off):
    zone, hour = change
    now = hour + dt.timedelta(minutes=off)
    found = next_open(windows, (zone,), now)
    minute = now
    for _ in range(12 * 60):
        if oracle_is_open(windows, (zone,), minute):
            break
        minute += dt.timedelta(minutes=1)
    else:
        assert found is None or found >= minute
        return
    assert found == minute


@given(windows_of_a_week, some_zones, moments)
def test_it_is_open_at_the_next_opening_and_closed_until_then(windows, zones, now):
    found = next_open(windows, zones, now)
    end = found or now + dt.timedelta(days=15)
    if found:
        assert is_open(windows, zones, found)
    quarter = dt.timedelta(minutes=15)
    steps = int((end - now) / quarter)
    assert not any(is_open(windows, zones, now + quarter * step) for step in range(steps))


def test_both_zones_of_spain_must_be_open():
    spain = ("Europe/Madrid", "Atlantic/Canary")
    ten_in_madrid = local("Europe/Madrid", 2026, 11, 23, 10, 30)
    assert is_open(default_windows(), ("Europe/Madrid",), ten_in_madrid)
    assert not is_open(default_windows(), spain, ten_in_madrid)
    assert next_open(default_windows(), spain, ten_in_madrid) == local(
        "Atlantic/Canary", 2026, 11, 23, 10, 0
    )


def test_zones_that_are_never_open_together_have_no_opening():
    mornings = {str(day): [["09:00", "10:00"]] for day in range(7)}
    apart = ("Europe/Madrid", "America/New_York")
    assert next_open(mornings, apart, local("UTC", 2026, 11, 23)) is None


def test_no_zone_means_no_call():
    now = local("UTC", 2026, 11, 23)
    assert not is_open(ALWAYS, (), now)
    assert next_open(ALWAYS, (), now) is None


def test_a_half_hour_zone_opens_on_its_own_clock():
    opening = next_open({"0": [["10:00", "11:00"]]}, ("Asia/Kolkata",), local("UTC", 2026, 11, 23))
    assert opening == local("UTC", 2026, 11, 23, 4, 30)


def test_the_end_is_not_included_and_24_00_is_midnight():
    day = {"0": [["20:00", "24:00"]]}
    assert is_open(day, ("UTC",), local("UTC", 2026, 11, 23, 23, 59, 59))
    assert not is_open(day, ("UTC",), local("UTC", 2026, 11, 24))
    assert not is_open({"0": [["10:00", "14:00"]]}, ("UTC",), local("UTC", 2026, 11, 23, 14))


def test_a_stretch_over_midnight_belongs_to_the_day_on_which_it_starts():
    sunday_night = {"6": [["22:00", "02:00"]]}
    assert is_open(sunday_night, ("UTC",), local("UTC", 2026, 11, 23, 1, 59))
    assert not is_open(sunday_night, ("UTC",), local("UTC", 2026, 11, 22, 1, 59))
    assert not is_open(sunday_night, ("UTC",), local("UTC", 2026, 11, 23, 2))


def test_a_stretch_that_the_clock_skips_over_opens_when_the_clock_lands_in_it():
    # On 29 March 2026 Madrid goes from 01:59:59 to 03:00:00.
    opening = next_open({"6": [["02:30", "03:30"]]}, ("Europe/Madrid",), local("UTC", 2026, 3, 29))
    assert opening == local("UTC", 2026, 3, 29, 1)


def test_a_start_that_happens_twice_opens_twice():
    # On 25 October 2026 Madrid goes from 02:59:59 back to 02:00:00.
    windows = {"6": [["02:15", "02:30"]]}
    madrid = ("Europe/Madrid",)
    first = next_open(windows, madrid, local("UTC", 2026, 10, 25))
    second = next_open(windows, madrid, local("Europe/Madrid", 2026, 10, 25, 2, 30))
    assert first == local("UTC", 2026, 10, 25, 0, 15)
    assert second == local("UTC", 2026, 10, 25, 1, 15)


@pytest.mark.parametrize(
    "windows",
    [
        None,
        {},
        {"0": []},
        {"7": [["09:00", "10:00"]]},
        {"0": [["9:00", "10:00"]]},
        {"0": [["09:00", "25:00"]]},
        {"0": [["24:00", "10:00"]]},
        {"0": [["09:00", "09:00"]]},
        {"0": [["09:00"]]},
        {"0": ["09:00", "10:00"]},
        {"0": [[9, 10]]},
        [["09:00", "10:00"]],
    ],
)
def test_malformed_hours_are_refused(windows):
    with pytest.raises(InvalidInput):
        require_windows(windows)


def test_well_formed_hours_pass():
    assert require_windows(default_windows()) == default_windows()
    require_windows({"0": [], "5": [["22:00", "02:00"], ["09:00", "24:00"]]})
