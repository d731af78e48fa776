"""The gate against an oracle that was written on its own: other tables, other arithmetic."""

import datetime as dt
import random
from functools import cache
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.law import PRESETS, Cap, Decision, law_of
from contacts.policy import Facts, decide
from lib.phone import Kind

# The table of the requirements, typed again: country → weekday → open half hours "HH:MM-HH:MM",
# whether holidays are spared, which purposes need consent, calls in 24 hours.
SELLING = {"sales", "lead", "appointment", "survey", ""}
EVERY = SELLING | {"support", "reminder", "collection"}
TABLE = {
    "US": ("MTWTF 10:00-18:00", False, EVERY, 3),
    "ES": ("MTWTF 10:00-15:00 16:00-21:00", True, SELLING, 3),
    "MX": ("MTWTF 08:00-19:00", True, set(), 3),
    "CO": ("MTWTF 07:00-19:00; S 08:00-15:00", True, SELLING, 1),
    "AR": ("MTWTF 09:00-20:00", False, set(), 3),
    "CL": ("MTWTF 09:00-20:00", False, SELLING, 3),
    "PE": ("MTWTF 07:00-20:00", True, EVERY, 3),
    "PT": ("MTWTF 09:00-20:00", True, SELLING, 3),
}
ZONES = {
    "US": ["America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles",
           "America/Anchorage", "Pacific/Honolulu", "America/Boise"],
    "ES": ["Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta"],
    "MX": ["America/Mexico_City", "America/Tijuana", "America/Cancun", "America/Hermosillo"],
    "CO": ["America/Bogota"],
    "AR": ["America/Argentina/Buenos_Aires", "America/Argentina/Ushuaia"],
    "CL": ["America/Santiago", "America/Punta_Arenas", "Pacific/Easter"],
    "PE": ["America/Lima"],
    "PT": ["Europe/Lisbon", "Atlantic/Azores", "Atlantic/Madeira"],
}  # fmt: skip
ODD_ZONES = ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns",
             "Pacific/Chatham", "Asia/Beirut", "Africa/Casablanca", "UTC"]  # fmt: skip
START, END = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2029, 1, 1, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def clock_changes(zone: str) -> list[dt.datetime]:
    """Every change of the clock in 2026–2028, to the hour."""
    here, moment, found = ZoneInfo(zone), START, []
    while moment < END:
        later = moment + dt.timedelta(hours=1)
        if moment.astimezone(here).utcoffset() != later.astimezone(here).utcoffset():
            found.append(later)
        moment = later
    return found


EVERY_ZONE = sorted({zone for zones in ZONES.values() for zone in zones} | set(ODD_ZONES))
CHANGES = sorted({change for zone in EVERY_ZONE for change in clock_changes(zone)})


def table_opens(country: str, here: dt.datetime) -> bool:
    clock = here.strftime("%H:%M")
    for part in TABLE[country][0].split(";"):
        days, *stretches = part.split()
        if (here.weekday() < 5 and days == "MTWTF") or (here.weekday() == 5 and days == "S"):
            for stretch in stretches:
                opens, closes = stretch.split("-")
                if opens <= clock < closes:
                    return True
    return False


def wanted_opens(windows, here: dt.datetime) -> bool:
    minute = here.hour * 60 + here.minute
    for back in (0, 1):
        for start, end in windows.get(str((here.weekday() - back) % 7), []):
            first = int(start[:2]) * 60 + int(start[3:])
            last = int(end[:2]) * 60 + int(end[3:])
            if last <= first:
                last += 24 * 60
            if first <= minute + back * 24 * 60 < last:
                return True
    return False


@cache
def rests(country: str, day: dt.date) -> bool:
    return TABLE[country][1] and day in holidays.country_holidays(country, years=[day.year])


def open_everywhere(case, now: dt.datetime, *, with_holidays: bool) -> bool:
    for zone in case["zones"]:
        here = now.astimezone(ZoneInfo(zone))
        if not (table_opens(case["country"], here) and wanted_opens(case["windows"], here)):
            return False
        if case["own"] is not None and not wanted_opens(case["own"], here):
            return False
        if with_holidays and rests(case["country"], here.date()):
            return False
    return True


def oracle(case, now: dt.datetime) -> str:
    """The reason for a no; "" for a yes."""
    _hours, _spares, purposes, a_day = TABLE[case["country"]]
    expired = now.date() >= dt.date(2027, 5, 20)
    if case["suppressed"]:
        return "suppressed"
    if case["kind"] not in ("fixed", "mobile", "fixed_or_mobile", "voip", "personal"):
        return "number_kind"
    if not case["listed"] or not case["allowed"]:
        return "country_not_allowed"
    if expired and not (case["until"] and now.date() <= case["until"]):
        return "law_unknown"
    if case["purpose"] in purposes and not case["consented"]:
        return "no_consent"
    if not case["zones"]:
        return "unknown_zone"
    if not open_everywhere(case, now, with_holidays=False):
        return "outside_hours"
    if not open_everywhere(case, now, with_holidays=True):
        return "holiday"
    recent = [moment for moment in case["called"] if now - moment < dt.timedelta(days=1)]
    if len(recent) >= a_day:
        return "recently_called"
    if len([m for m in case["called"] if now - m < dt.timedelta(days=7)]) >= 4:
        return "recently_called"
    if not case["budget"]:
        return "budget_spent"
    if not case["ready"]:
        return "provider_not_ready"
    if case["busy"]:
        return "line_busy"
    return ""


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def some_hours(chance: random.Random):
    """All day, or some stretches of some days; one may run past midnight."""
    if chance.random() < 0.5:
        return {str(day): [["00:00", "24:00"]] for day in range(7)}
    days = chance.sample("0123456", chance.randint(1, 7))
    return {day: [some_stretch(chance) for _ in range(chance.randint(1, 2))] for day in days}


def some_stretch(chance: random.Random) -> list[str]:
    start, end = chance.randrange(1440), chance.randrange(1440)
    return [clock(start), clock(end if end != start else 1440 - start)]


def some_moment(chance: random.Random) -> dt.datetime:
    """Any second of the years, or one near a change of some clock."""
    if chance.random() < 0.5:
        return START + dt.timedelta(seconds=chance.randrange(int((END - START).total_seconds())))
    return chance.choice(CHANGES) + dt.timedelta(seconds=chance.randint(-30 * 3600, 30 * 3600))


def some_case(chance: random.Random):
    """A moment, and what is known of a call at it."""
    country = chance.choice(sorted(TABLE))
    now = some_moment(chance)

    def mostly() -> bool:
        return chance.randrange(10) > 0

    return now, {
        "country": country,
        "zones": tuple(chance.sample(ZONES[country] + ODD_ZONES, chance.randint(0, 3))),
        "windows": some_hours(chance),
        "own": some_hours(chance) if chance.random() < 0.5 else None,
        "kind": chance.choice([*["mobile"] * 8 * len(Kind), *sorted(Kind) * 4]),
        "listed": mostly(),
        "allowed": mostly(),
        "suppressed": not mostly(),
        "purpose": chance.choice(["", "sales", "reminder", "support", "lead", "survey"]),
        "consented": mostly(),
        "until": chance.choice([None, dt.date(2030, 1, 1), dt.date(2027, 6, 1)]),
        "called": tuple(
            now - dt.timedelta(minutes=chance.randint(1, 12_000))
            for _ in range(chance.randrange(6))
        ),
        "budget": mostly(),
        "ready": mostly(),
        "busy": not mostly(),
    }


def facts(case, now) -> Facts:
    decision = Decision(
        is_allowed=case["allowed"],
        windows=case["own"],
        caps=(Cap(4, dt.timedelta(days=7)),),
        until=case["until"],
    )
    return Facts(
        country=case["country"],
        kind=Kind(case["kind"]),
        zones=case["zones"],
        windows=case["windows"],
        allowed_countries=frozenset(TABLE) if case["listed"] else frozenset({"XX"}),
        suppressed=case["suppressed"],
        law=law_of(case["country"], decision, today=now.date()),
        purpose=case["purpose"],
        consented=case["consented"],
        has_budget=case["budget"],
        provider_ready=case["ready"],
        line_busy=case["busy"],
        called_at=case["called"],
    )


def agrees(found) -> None:
    now, case = found
    known = facts(case, now)
    verdict = decide(known, now=now)
    assert verdict.reason == oracle(case, now), (now, case)
    assert verdict.allowed is (verdict.reason == "")
    if verdict.next_time is None:
        return
    assert verdict.next_time >= now
    assert open_everywhere(case, verdict.next_time, with_holidays=True), (now, case)
    if verdict.reason in ("outside_hours", "holiday"):
        # Nothing earlier would do: every minute of the last hours before it, and some before.
        wait = (verdict.next_time - now) // MINUTE
        for minutes in {*range(1, min(wait, 180)), *range(1, wait, max(1, wait // 60))}:
            earlier = verdict.next_time - MINUTE * minutes
            assert not open_everywhere(case, earlier, with_holidays=True), (now, case, earlier)


def settle(examples: int):
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )


@settle(400)
@given(st.randoms(use_true_random=False))
def test_the_gate_agrees_with_the_oracle(chance):
    agrees(some_case(chance))


@pytest.mark.long
@settle(1_000)
@given(st.integers(0, 2**64))
def test_the_gate_agrees_with_the_oracle_in_100_000_cases(seed):
    chance = random.Random(seed)
    for _ in range(100):
        agrees(some_case(chance))


@pytest.mark.long
@pytest.mark.parametrize("country", sorted(TABLE))
def test_the_gate_agrees_around_every_change_of_the_clock(country):
    windows = {str(day): [["00:00", "24:00"]] for day in range(7)}
    for zone in ZONES[country]:
        for change in clock_changes(zone):
            for minutes in range(-30 * 60, 30 * 60, 15):
                case = {
                    "country": country, "zones": (zone,), "windows": windows, "own": None,
                    "kind": "mobile", "listed": True, "allowed": True, "suppressed": False,
                    "purpose": "reminder", "consented": True, "until": dt.date(2030, 1, 1),
                    "called": (), "budget": True, "ready": True, "busy": False,
                }  # fmt: skip
                agrees((change + MINUTE * minutes, case))


def test_the_tables_name_the_same_countries():
    assert set(TABLE) <= set(PRESETS)
