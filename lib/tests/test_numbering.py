"""The short way through a numbering plan answers as the library does, or not at all."""

import random
from typing import Any

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata

from lib.numbering import read_plain
from lib.phone import COUNTRIES, BadNumber, Phone, _parse_by_library, parse_phone

TYPES = (
    "fixed_line", "mobile", "mobile", "general_desc", "premium_rate", "toll_free", "voip",
    "personal_number",
)  # fmt: skip


def written_by_chance(chance: random.Random, country: str) -> str:
    """Something like a number of this country: an example, its tail changed, written somehow."""
    metadata: Any = PhoneMetadata.metadata_for_region(country, None)
    description = getattr(metadata, chance.choice(TYPES))
    example: Any = phonenumbers.example_number(country)
    sample = getattr(description, "example_number", None) or str(example.national_number)
    kept = chance.randrange(len(sample) + 1)
    longer = chance.choice([0] * 8 + [1, -1])
    tail = "".join(chance.choice("0123456789") for _ in range(max(0, len(sample) - kept + longer)))
    number = sample[:kept] + tail
    code = metadata.country_code
    return chance.choice(
        [
            f"+{code}{number}",
            f"00{code} {number}",
            number,
            f"{metadata.national_prefix or ''}{number}",
            f"{code}{number}",
            f"+{code} ({number[:2]}) {number[2:5]}-{number[5:]}",
        ]
    )


def answer_of(read, typed: str, country: str) -> Phone | str:
    try:
        return read(typed, country)
    except BadNumber as fault:
        return fault.code


def compare(seed: int, per_country: int) -> tuple[int, int]:
    """How many numbers were compared, and how many went the short way."""
    chance, compared, short = random.Random(seed), 0, 0
    for country in sorted(COUNTRIES):
        for _ in range(per_country):
            typed = written_by_chance(chance, country)
            default = country if chance.random() < 0.9 else chance.choice(["ES", "US", "GB", ""])
            spelled = "+" + typed[2:] if typed.startswith("00") else typed
            if not spelled.strip():
                continue
            expected = answer_of(_parse_by_library, spelled, default)
            found = answer_of(lambda t, c: parse_phone(t, default_country=c), typed, default)
            assert found == expected, (typed, default)
            compared += 1
            short += read_plain(spelled, default) is not None
    return compared, short


def test_it_agrees_with_the_library_on_numbers_of_every_country():
    compared, short = compare(seed=1, per_country=60)
    assert compared > 50 * len(COUNTRIES)
    assert short > compared / 3, "the short way is the common one"


@pytest.mark.long
def test_it_agrees_with_the_library_on_a_million_numbers():
    compared, _short = compare(seed=2, per_country=1_000_000 // len(COUNTRIES) + 1)
    assert compared > 990_000


@pytest.mark.parametrize(
    "typed",
    ["", "+", "+0", "abc", "٦١٢٣٤٥٦٧٨", "+999123456789", "+80012345678", "0612345678", "12", "+"],
)
def test_what_is_not_plain_is_left_to_the_library(typed):
    assert read_plain(typed, "ES") is None


@pytest.mark.parametrize(
    ("number", "country"),
    [("+12124567890", "US"), ("+14165550123", "CA"), ("+447624123456", "IM")],
)
def test_numbers_that_share_a_calling_code_are_of_their_own_country(number, country):
    found = read_plain(number, "")
    assert found is not None
    assert found[:2] == (number, country)
