"""A campaign of a million starves nobody."""

from hypothesis import given
from hypothesis import strategies as st

from campaigns.fairness import Wish, share


def _wish(campaign: int, organization: int, wanted: int) -> Wish:
    return Wish(campaign=campaign, organization=organization, wanted=wanted)


def test_a_small_campaign_gets_all_it_wants_beside_a_large_one():
    wishes = [_wish(1, 1, 1_000_000), _wish(2, 2, 3)]
    assert share(wishes, room=10) == {1: 7, 2: 3}


def test_an_organisation_gets_no_more_by_having_many_campaigns():
    wishes = [*(_wish(number, 1, 100) for number in range(9)), _wish(9, 2, 100)]
    shares = share(wishes, room=20)
    assert shares[9] == 10


def test_the_one_call_goes_to_whoever_waited_longest():
    assert share([_wish(5, 2, 9), _wish(4, 1, 9)], room=1) == {5: 1, 4: 0}


@given(
    wanted=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 30)), max_size=12),
    room=st.integers(0, 100),
)
def test_all_room_is_used_and_nobody_gets_more_than_they_want(wanted, room):
    wishes = [_wish(number, owner, count) for number, (owner, count) in enumerate(wanted)]
    shares = share(wishes, room=room)
    assert sum(shares.values()) == min(room, sum(wish.wanted for wish in wishes))
    assert all(shares[wish.campaign] <= wish.wanted for wish in wishes)
