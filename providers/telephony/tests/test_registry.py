"""A rehearsal never leaves this machine."""

import pytest

from providers.rehearsal import NotASimulator
from providers.telephony.registry import Account, open_telephony


def _account(base_url: str, *, is_rehearsal: bool = True) -> Account:
    return Account(
        provider="twilio",
        account="AC" + "1" * 32,
        secret="a real key",
        base_url=base_url,
        is_rehearsal=is_rehearsal,
    )


@pytest.mark.parametrize(
    "base_url",
    [
        "",
        "https://api.twilio.com",
        "https://api.dublin.ie1.twilio.com",
        "http://203.0.113.9:8090",
        "http://simulator.example.com",
        "http://10.0.0.8:8090",
    ],
)
def test_it_refuses_a_rehearsal_that_points_elsewhere(base_url: str):
    with pytest.raises(NotASimulator):
        open_telephony(_account(base_url))


@pytest.mark.parametrize(
    "base_url", ["http://127.0.0.1:8090", "http://[::1]:8090", "http://simulator:8090"]
)
def test_it_lets_a_rehearsal_reach_the_simulator(base_url: str):
    assert open_telephony(_account(base_url))


def test_a_real_account_may_use_the_providers_own_address():
    assert open_telephony(_account("", is_rehearsal=False))
