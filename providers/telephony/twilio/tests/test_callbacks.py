import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.telephony.base import CallReport, ReportedStatus
from providers.telephony.twilio.callbacks import report_of

SID = "CA" + "a" * 32
COMPLETED = {
    "CallSid": SID,
    "CallStatus": "completed",
    "CallDuration": "49",
    "Duration": "1",
    "SipResponseCode": "200",
    "SequenceNumber": "3",
    "Timestamp": "Sun, 25 Mar 2018 09:53:19 +0000",
    "CallbackSource": "call-progress-events",
    "AnsweredBy": "human",
    "From": "+15550000000",
    "To": "+15551230000",
}


def report(**changes: str) -> CallReport:
    found = report_of(COMPLETED | changes)
    assert found is not None
    return found


def test_it_reads_a_completed_call() -> None:
    found = report()
    assert found.status is ReportedStatus.COMPLETED
    assert found.provider_id == SID
    assert found.duration == 49  # seconds, and not the minutes of `Duration`
    assert found.occurred_at == dt.datetime(2018, 3, 25, 9, 53, 19, tzinfo=dt.UTC)
    assert found.answered_by == "human"
    assert found.error_code == ""


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("queued", ReportedStatus.QUEUED),
        ("initiated", ReportedStatus.QUEUED),
        ("ringing", ReportedStatus.RINGING),
        ("in-progress", ReportedStatus.IN_PROGRESS),
        ("completed", ReportedStatus.COMPLETED),
        ("busy", ReportedStatus.BUSY),
        ("no-answer", ReportedStatus.NO_ANSWER),
        ("failed", ReportedStatus.FAILED),
        ("canceled", ReportedStatus.CANCELED),
    ],
)
def test_every_status_of_twilio_has_one_of_ours(word: str, status: ReportedStatus) -> None:
    assert report(CallStatus=word).status is status


def test_a_repeated_callback_has_the_same_key_and_any_other_has_not() -> None:
    keys = {
        report().key,
        report(SequenceNumber="2").key,
        report(CallStatus="failed").key,
    }
    assert len(keys) == 3
    assert report(Timestamp="later").key in keys


def test_the_numbers_of_the_two_parties_are_not_kept() -> None:
    assert "+1555" not in str(report().data)


def test_a_failure_says_what_the_network_said() -> None:
    assert report(CallStatus="failed", SipResponseCode="480").error_code == "sip:480"
    failed = report(CallStatus="failed", SipResponseCode="480", ErrorCode="13225")
    assert failed.error_code == "13225"


def test_zero_is_no_error() -> None:
    assert report(ErrorCode="0").error_code == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"CallStatus": "dancing"},
        {"CallStatus": ""},
        {"CallSid": ""},
        {"CallSid": "CA\0"},
        {"CallSid": "CA" + "a" * 1000},
    ],
)
def test_it_says_nothing_of_what_it_cannot_place(changes: dict[str, str]) -> None:
    assert report_of(COMPLETED | changes) is None


@pytest.mark.parametrize("duration", ["", "-1", "x", "1e3", "٣", "9" * 40, "999999"])
def test_an_impossible_duration_is_unknown(duration: str) -> None:
    assert report(CallDuration=duration).duration is None


@pytest.mark.parametrize("stamp", ["", "yesterday", "Fri, 31 Dec 9999 23:59:59 -1400", "1 2 3"])
def test_an_impossible_time_is_unknown(stamp: str) -> None:
    assert report(Timestamp=stamp).occurred_at is None


@given(
    st.dictionaries(
        st.sampled_from([*COMPLETED, "ErrorCode", "ErrorMessage", "StirVerstat"]), st.text()
    )
)
def test_nothing_that_is_signed_breaks_it(changes: dict[str, str]) -> None:
    form = COMPLETED | changes | {"CallSid": SID, "CallStatus": "failed"}
    found = report_of(form)
    assert found is not None
    assert "\0" not in f"{found.key}{found.error_code}{found.answered_by}{found.data}"
    assert len(found.key) <= 100
    assert len(found.error_code) <= 40
    assert len(found.answered_by) <= 24
