"""Words for what happens to calls."""

import pytest
from django.utils import translation

from calls.lifecycle import Status
from calls.models import Outcome
from calls.words import OUTCOME_TONES, STATUS_LABELS, fault
from providers.telephony.faults import Fault, fault_of
from providers.telephony.twilio.faults import TWILIO_FAULTS


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_every_status_and_outcome_has_its_words():
    assert set(STATUS_LABELS) == set(Status)
    assert set(OUTCOME_TONES) == set(Outcome.values)


@pytest.mark.parametrize("code", TWILIO_FAULTS)
def test_every_code_we_know_has_a_sentence_of_its_own(code):
    said = fault(code, status=Status.FAILED, provider="twilio")
    assert said.endswith((".", "?"))
    assert code not in said


def test_every_fault_is_told_by_some_provider():
    assert {fault_of("twilio", code) for code in TWILIO_FAULTS} == set(Fault)


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("", Status.COMPLETED, ""),
        ("sip:480", Status.FAILED, "The phone network did not connect the call (SIP 480)."),
        ("99999", Status.FAILED, "The phone provider reported error 99999."),
        ("99999", Status.REFUSED, "The call was not placed (99999)."),
        ("suppressed", Status.ABANDONED, "This number asked not to be called."),
    ],
)
def test_what_is_not_known_is_shown_as_it_is(code, status, said):
    assert fault(code, status=status, provider="twilio") == said


def test_a_code_of_one_provider_means_nothing_for_another():
    assert fault_of("elsewhere", "21211") is None
