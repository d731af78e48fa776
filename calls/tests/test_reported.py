"""What a provider says, in any order, twice, and from several processes at once."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from calls.models import Call
from calls.reported import apply_report
from lib.errors import NotFound
from providers.telephony.base import CallReport, ReportedStatus
from tests import rows

pytestmark = pytest.mark.django_db(transaction=True)

LIFE = ("queued", "ringing", "in_progress", "completed")


def _report(status: str, provider_id: str = "CA1") -> CallReport:
    return CallReport(
        source="callback",
        key=status,
        provider_id=provider_id,
        status=ReportedStatus(status),
        duration=42 if status == "completed" else None,
    )


def _call(status: str = "sending") -> Call:
    return rows.call(rows.organization(), status=status, provider_id="")


def test_all_orders_end_the_same():
    for order in itertools.permutations(LIFE):
        call = _call()
        for status in order:
            apply_report(token=call.token, report=_report(status, f"CA{call.pk}"))
        call.refresh_from_db()
        assert (call.status, call.duration, call.provider_id) == ("completed", 42, f"CA{call.pk}")
        assert call.events.count() == 4


def test_a_repeated_report_changes_nothing():
    call = _call()
    for _again in range(3):
        apply_report(token=call.token, report=_report("ringing"))
    assert call.events.count() == 1


def test_reports_that_come_at_once_are_each_taken_in_once():
    call = _call()

    def report(status: str) -> None:
        try:
            apply_report(token=call.token, report=_report(status))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as several:
        list(several.map(report, LIFE * 6))
    call.refresh_from_db()
    assert (call.status, call.duration) == ("completed", 42)
    assert sorted(call.events.values_list("status", flat=True)) == sorted(LIFE)


def test_what_was_said_of_the_result_is_kept():
    call = _call("in_progress")
    Call.objects.filter(pk=call.pk).update(outcome="goal_met")
    apply_report(token=call.token, report=_report("completed"))
    call.refresh_from_db()
    assert call.outcome == "goal_met"


def test_nobody_elses_token_is_known():
    with pytest.raises(NotFound):
        apply_report(token="0" * 32, report=_report("ringing"))
