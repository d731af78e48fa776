"""A wish not to be called reaches calls that are already under way."""

from calls.lifecycle import Status
from calls.suppressed import end_suppressed
from contacts.services import suppress
from tests import rows


def test_a_call_that_was_not_sent_yet_is_withdrawn(db):
    shop = rows.organization()
    call = rows.call(shop, status=Status.INTENT)
    other = rows.call(shop, status=Status.INTENT, contact=rows.contact(shop))
    assert end_suppressed() == 0
    suppress(organization=shop, e164=call.to_number, source="written")
    assert end_suppressed() == 1
    call.refresh_from_db()
    other.refresh_from_db()
    assert call.status == Status.ABANDONED
    assert other.status == Status.INTENT
    assert end_suppressed() == 0


def test_who_said_it_on_this_call_hears_the_good_bye(db):
    shop = rows.organization()
    call = rows.call(shop, status=Status.IN_PROGRESS, outcome="opted_out")
    suppress(organization=shop, e164=call.to_number, source="spoken")
    assert end_suppressed() == 0


def test_one_organisation_s_wish_is_no_other_s(db):
    shop, other = rows.organization(), rows.organization()
    call = rows.call(shop, status=Status.INTENT)
    suppress(organization=other, e164=call.to_number, source="staff")
    assert end_suppressed() == 0
    suppress(organization=None, e164=call.to_number, source="staff")
    assert end_suppressed() == 1
