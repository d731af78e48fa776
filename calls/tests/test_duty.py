"""One dialer at a time serves a trunk, and hands over what left in the last second."""

import datetime as dt

import pytest

from calls.duty import Duty
from calls.models import Trunk
from calls.trunks import trunk_for
from lib.clock import database_now
from tests import rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trunk(simulator) -> Trunk:
    return trunk_for(rows.organization(is_rehearsal=True))


def test_a_second_dialer_waits_until_the_first_lets_go(trunk: Trunk):
    first, second = Duty(trunk, "first"), Duty(trunk, "second")
    assert first.renew()
    assert second.renew() is None
    assert first.renew()
    first.end()
    assert second.renew()
    second.end()


def test_one_that_died_is_followed_after_its_lease_and_a_second_more(trunk: Trunk):
    dead, next_one = Duty(trunk, "dead"), Duty(trunk, "next")
    dead.renew()
    just_over = database_now() - dt.timedelta(seconds=0.5)
    Trunk.objects.update(served_until=just_over)
    assert next_one.renew() is None
    Trunk.objects.update(served_until=just_over - dt.timedelta(seconds=1))
    assert next_one.renew()
    assert dead.renew() is None
    next_one.end()
    dead.end()
    trunk.refresh_from_db()
    assert trunk.dialer == ""


def test_what_left_in_the_last_second_is_handed_over(trunk: Trunk):
    now = database_now().timestamp()
    Trunk.objects.update(calls_per_second=3, recent=[now - 0.3, now - 0.2, now - 0.1])
    trunk.refresh_from_db()
    duty = Duty(trunk, "next")
    sender = duty.renew()
    assert sender is not None
    window = sender._window
    assert window.free_at() - max(window.sent()) == pytest.approx(0.8, abs=0.05)
    duty.end()
