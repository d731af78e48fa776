import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.law import (
    NEEDS_LABELS,
    PRESETS,
    REHEARSAL,
    TRUST_LABELS,
    Cap,
    Decision,
    law_of,
)
from contacts.policy import VERSION, Facts, decide, facts_of, zones_where
from lib.hours import default_windows, require_windows
from lib.phone import CALLABLE, Kind

MONDAY_NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
MADRID = ZoneInfo("Europe/Madrid")
HOUR = dt.timedelta(hours=1)

FACTS = Facts(
    country="ES",
    kind=Kind.MOBILE,
    zones=("Europe/Madrid",),
    windows=default_windows(),
    allowed_countries=frozenset({"ES"}),
    suppressed=False,
    law=REHEARSAL,
)


def reason_of(now=MONDAY_NOON, **changes):
    verdict = decide(replace(FACTS, **changes), now=now)
    assert verdict.version == VERSION
    return verdict.reason


def test_it_allows_what_no_rule_forbids():
    verdict = decide(FACTS, now=MONDAY_NOON)
    assert verdict.allowed
    assert (verdict.reason, verdict.rule, verdict.next_time) == ("", "", None)


def test_a_suppressed_number_is_denied_for_good():
    verdict = decide(replace(FACTS, suppressed=True), now=MONDAY_NOON)
    assert not verdict.allowed
    assert (verdict.reason, verdict.rule) == ("suppressed", "suppression")
    assert verdict.next_time is None


@pytest.mark.parametrize("kind", sorted(set(Kind) - CALLABLE))
def test_a_kind_of_number_that_nobody_should_pay_for_is_denied(kind):
    assert reason_of(kind=kind) == "number_kind"


def test_a_country_that_nobody_allowed_is_denied():
    assert reason_of(country="CU") == "country_not_allowed"
    assert reason_of(country="") == "country_not_allowed"
    assert reason_of(allowed_countries=frozenset()) == "country_not_allowed"


def test_it_denies_where_it_does_not_know_the_time():
    assert reason_of(zones=()) == "unknown_zone"


def test_it_denies_outside_hours_and_says_when_it_opens():
    night = dt.datetime(2026, 11, 23, 3, tzinfo=MADRID)
    verdict = decide(FACTS, now=night)
    assert (verdict.reason, verdict.rule) == ("outside_hours", "hours")
    assert verdict.next_time == dt.datetime(2026, 11, 23, 10, tzinfo=MADRID)


def test_hours_hold_in_every_zone():
    ten_in_madrid = dt.datetime(2026, 11, 23, 10, 30, tzinfo=MADRID)
    assert decide(FACTS, now=ten_in_madrid).allowed
    both = ("Europe/Madrid", "Atlantic/Canary")
    assert reason_of(now=ten_in_madrid, zones=both) == "outside_hours"


def test_a_person_who_was_called_a_short_while_ago_is_let_be_until_hours_allow():
    once_a_day = (Cap(calls=1, within=24 * HOUR),)
    this_morning = dt.datetime(2026, 11, 23, 10, 30, tzinfo=MADRID)
    at_six = dt.datetime(2026, 11, 23, 18, tzinfo=MADRID)
    facts = replace(FACTS, caps=once_a_day, called_at=(this_morning,))
    verdict = decide(facts, now=at_six)
    assert (verdict.reason, verdict.rule) == ("recently_called", "frequency")
    assert verdict.next_time == this_morning + 24 * HOUR

    called_at_dusk = replace(facts, called_at=(this_morning + 4.5 * HOUR,))
    assert decide(called_at_dusk, now=at_six).next_time == dt.datetime(
        2026, 11, 24, 17, tzinfo=MADRID
    )


def test_a_cap_of_three_leaves_room_for_the_third():
    three = (Cap(calls=3, within=24 * HOUR),)
    calls = tuple(MONDAY_NOON - hours * HOUR for hours in (1, 2))
    assert reason_of(caps=three, called_at=calls) == ""
    assert reason_of(caps=three, called_at=(*calls, MONDAY_NOON - 3 * HOUR)) == "recently_called"
    assert reason_of(caps=three, called_at=(*calls, MONDAY_NOON - 24 * HOUR)) == ""


def test_a_cap_without_room_is_a_mistake():
    with pytest.raises(ValueError, match="room"):
        Cap(calls=0, within=HOUR)


def test_a_line_that_is_busy_is_asked_again_soon():
    verdict = decide(replace(FACTS, line_busy=True), now=MONDAY_NOON)
    assert (verdict.reason, verdict.rule) == ("line_busy", "line")
    assert verdict.next_time == MONDAY_NOON + dt.timedelta(minutes=1)


def test_it_refuses_a_time_without_a_zone():
    with pytest.raises(ValueError, match="zone"):
        decide(FACTS, now=MONDAY_NOON.replace(tzinfo=None))


def test_the_final_no_is_said_before_the_one_that_passes():
    verdict = decide(replace(FACTS, suppressed=True, line_busy=True), now=MONDAY_NOON - 12 * HOUR)
    assert verdict.reason == "suppressed"


@given(
    country=st.sampled_from(["ES", "CU", ""]),
    kind=st.sampled_from(sorted(Kind)),
    zones=st.sampled_from([(), ("Europe/Madrid",), ("Europe/Madrid", "America/Lima")]),
    suppressed=st.booleans(),
    line_busy=st.booleans(),
    hours_ago=st.lists(st.integers(0, 40), max_size=3),
    now=st.integers(0, 24 * 14).map(lambda hours: MONDAY_NOON + hours * HOUR),
)
def test_it_allows_exactly_when_nothing_forbids(
    country, kind, zones, suppressed, line_busy, hours_ago, now
):
    facts = replace(
        FACTS,
        country=country,
        kind=kind,
        zones=zones,
        suppressed=suppressed,
        line_busy=line_busy,
        called_at=tuple(now - hours * HOUR for hours in hours_ago),
        caps=(Cap(calls=2, within=24 * HOUR),),
    )
    verdict = decide(facts, now=now)
    clocks = [now.astimezone(ZoneInfo(name)) for name in zones]
    in_hours = bool(clocks) and all(
        clock.weekday() < 5 and (10 <= clock.hour < 14 or 17 <= clock.hour < 20) for clock in clocks
    )
    assert verdict.allowed == (
        country == "ES"
        and kind in CALLABLE
        and not suppressed
        and not line_busy
        and in_hours
        and sum(hours < 24 for hours in hours_ago) < 2
    )
    if verdict.next_time is not None:
        assert verdict.next_time > now


def test_facts_are_read_off_the_number():
    facts = facts_of(
        "+34612345678",
        time_zone="",
        windows=default_windows(),
        allowed_countries=["ES"],
        suppressed=False,
        law=REHEARSAL,
    )
    assert (facts.country, facts.kind) == ("ES", Kind.MOBILE)
    assert set(facts.zones) == {"Europe/Madrid", "Atlantic/Canary"}


def test_the_zone_a_person_told_outweighs_those_of_the_number():
    assert zones_where("+34612345678", "America/Lima") == ("America/Lima",)
    assert zones_where("+34612345678", "Europe/Atlantis") == ()


SPAIN = law_of("ES", None, today=dt.date(2026, 11, 23))
ALL_DAY = {str(day): [["00:00", "24:00"]] for day in range(7)}


def spanish(**changes):
    return replace(FACTS, windows=ALL_DAY, law=SPAIN, purpose="reminder", **changes)


def madrid(year, month, day, hour, minute=0):
    return dt.datetime(year, month, day, hour, minute, tzinfo=MADRID)


def test_the_law_narrows_the_hours_of_a_campaign():
    assert decide(spanish(), now=madrid(2026, 11, 23, 14, 59)).allowed
    lunch = decide(spanish(), now=madrid(2026, 11, 23, 15))
    assert (lunch.reason, lunch.next_time) == ("outside_hours", madrid(2026, 11, 23, 16))
    saturday = decide(spanish(), now=madrid(2026, 11, 21, 12))
    assert (saturday.reason, saturday.next_time) == ("outside_hours", madrid(2026, 11, 23, 10))


def test_nobody_is_called_on_a_holiday_and_the_next_time_is_no_holiday_either():
    before_christmas = decide(spanish(), now=madrid(2026, 12, 25, 11))
    assert (before_christmas.reason, before_christmas.rule) == ("holiday", "holiday")
    assert before_christmas.next_time == madrid(2026, 12, 28, 10)


def test_a_campaign_can_not_loosen_the_law_and_an_organisation_can_tighten_it():
    decision = Decision(windows={"0": [["09:00", "12:00"]], "6": [["09:00", "20:00"]]})
    law = law_of("ES", decision, today=dt.date(2026, 11, 23))
    assert law.hours(ALL_DAY) == {"0": [["10:00", "12:00"]]}
    assert law_of("ES", Decision(is_allowed=False), today=dt.date(2026, 11, 23)).is_allowed is False


def test_calls_that_sell_need_consent_where_the_law_says_so():
    now = madrid(2026, 11, 23, 11)
    assert decide(replace(spanish(), purpose="sales"), now=now).reason == "no_consent"
    assert decide(replace(spanish(), purpose=""), now=now).reason == "no_consent"
    assert decide(replace(spanish(), purpose="sales", consented=True), now=now).allowed
    everywhere = law_of("ES", Decision(needs_consent=True), today=now.date())
    assert decide(replace(spanish(), law=everywhere), now=now).reason == "no_consent"


def test_a_country_without_a_preset_waits_for_an_administrator():
    today = dt.date(2026, 11, 23)
    assert not law_of("GB", None, today=today).is_known
    assert not law_of("GB", Decision(until=today), today=today).is_known, "hours are missing"
    vouched = Decision(until=today, windows=ALL_DAY)
    assert law_of("GB", vouched, today=today).is_known
    assert not law_of("GB", vouched, today=today + dt.timedelta(days=1)).is_known
    assert reason_of(law=law_of("GB", None, today=today)) == "law_unknown"


def test_a_preset_that_nobody_has_checked_for_long_is_not_believed():
    expires = PRESETS["ES"].expires
    assert law_of("ES", None, today=expires - dt.timedelta(days=1)).is_known
    assert not law_of("ES", None, today=expires).is_known
    assert law_of("ES", Decision(until=expires), today=expires).is_known


def test_the_law_counts_the_calls_of_every_campaign():
    morning = dt.datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("America/Bogota"))
    colombia = law_of("CO", None, today=morning.date())
    facts = replace(
        FACTS, country="CO", zones=("America/Bogota",), allowed_countries=frozenset({"CO"}),
        windows=ALL_DAY, law=colombia, purpose="reminder", called_at=(morning - HOUR,),
    )  # fmt: skip
    verdict = decide(facts, now=morning)
    assert (verdict.reason, verdict.next_time) == ("recently_called", morning + 23 * HOUR)


def test_money_and_a_carrier_are_needed():
    assert reason_of(has_budget=False) == "budget_spent"
    assert reason_of(provider_ready=False) == "provider_not_ready"


@pytest.mark.parametrize("country", sorted(PRESETS))
def test_every_preset_names_its_source_and_ends(country):
    preset = PRESETS[country]
    assert preset.source
    assert preset.checked < preset.expires
    assert preset.trust in TRUST_LABELS
    assert preset.consent in NEEDS_LABELS
    assert require_windows(preset.windows)
