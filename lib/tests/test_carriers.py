import pytest

from lib.carriers import carrier_of


@pytest.mark.parametrize(
    ("e164", "name"), [("+34612345678", "Syma"), ("+34910000000", ""), ("12", ""), ("x", "")]
)
def test_the_carrier_of_mobile_numbers_alone(e164, name):
    assert carrier_of(e164) == name
