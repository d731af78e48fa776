"""With which number a person is called."""

import datetime as dt

from calls.callerid import Limits, Pool, Use, resting

MADRID, BARCELONA, MIAMI = "+34910000001", "+34930000001", "+13055550100"

NOW = dt.datetime(2026, 11, 24, 11, tzinfo=dt.UTC)


def taken(pool: Pool, callee: str, times: int) -> list[str]:
    found = [pool.take(callee, now=NOW) for _ in range(times)]
    return [number[0] for number in found if number]


def test_the_area_comes_first_then_the_country() -> None:
    pool = Pool([MIAMI, BARCELONA, MADRID])
    assert taken(pool, "+34912345678", 3) == [MADRID] * 3
    assert taken(pool, "+13057654321", 2) == [MIAMI] * 2
    assert set(taken(pool, "+34600123456", 4)) == {MADRID, BARCELONA}


def test_equals_take_turns_across_batches() -> None:
    numbers = ["+442071230001", "+442071230002", "+442071230003"]
    first = Pool(numbers)
    begun = taken(first, "+5215512345678", 2)
    rest = taken(Pool(numbers, turn=first.turn), "+5215512345678", 4)
    assert begun + rest == numbers * 2


def test_a_number_at_rest_is_not_used_unless_all_are() -> None:
    assert taken(Pool([MADRID, BARCELONA], resting=[MADRID]), "+34910000009", 3) == [BARCELONA] * 3
    assert taken(Pool([MADRID], resting=[MADRID]), "+34910000009", 1) == [MADRID]


def test_a_number_that_nobody_answers_or_the_provider_refuses_rests() -> None:
    uses = {
        MADRID: Use(placed=100, answered=50),
        BARCELONA: Use(placed=100, answered=5),
        MIAMI: Use(placed=3, answered=0),
        "+34950000001": Use(placed=2, refused=1),
    }
    assert resting(uses) == {BARCELONA: "worn_out", "+34950000001": "refused"}


def test_a_number_carries_no_more_calls_at_once_than_it_may() -> None:
    limits = Limits(max_concurrent=2, active={MADRID: 1, BARCELONA: 1})
    pool = Pool([MADRID, BARCELONA], limits=limits)
    # Its own area's number is full after one: then the country's other one.
    assert taken(pool, "+34912345678", 4) == [MADRID, BARCELONA]


def test_a_number_keeps_its_own_rate_from_one_batch_to_the_next() -> None:
    limits = Limits(calls_per_second=1.0)
    pool = Pool([MADRID, BARCELONA], limits=limits)
    assert taken(pool, "+34912345678", 3) == [MADRID, BARCELONA]
    soon = NOW + dt.timedelta(seconds=0.6)
    later = Pool([MADRID], limits=Limits(calls_per_second=1.0, next_slots=pool.next_slots))
    found = [later.take("+34912345678", now=soon) for _ in range(2)]
    # One slot lies within the half second for which slots are taken ahead.
    assert found == [(MADRID, NOW + dt.timedelta(seconds=1)), None]
