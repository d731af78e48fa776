import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from lib.phone import (
    CALLABLE,
    COUNTRIES,
    PHONE_FAULTS,
    BadNumber,
    Kind,
    identify,
    parse_phone,
    zone_exists,
    zones_of,
)


def fault_of(text: str, country: str = "ES") -> str:
    with pytest.raises(BadNumber) as caught:
        parse_phone(text, default_country=country)
    return caught.value.code


@pytest.mark.parametrize(
    ("typed", "country", "e164"),
    [
        ("612 34 56 78", "ES", "+34612345678"),
        ("0034 612-345-678", "MX", "+34612345678"),
        ("(+34) 912.345.678", "GB", "+34912345678"),
        ("\u202a+34 612 345 678\u202c", "ES", "+34612345678"),
        ("٦١٢٣٤٥٦٧٨", "ES", "+34612345678"),
        ("34612345678", "ES", "+34612345678"),
        ("Tel: 612345678", "ES", "+34612345678"),
        ("020 7946 0123", "GB", "+442079460123"),
        ("+44 (0)20 7946 0123", "ES", "+442079460123"),
        ("(212) 456-7890", "US", "+12124567890"),
        ("011 34 612 34 56 78", "US", "+34612345678"),
        ("55 1234 5678", "MX", "+525512345678"),
        ("11 15 2345-6789", "AR", "+5491123456789"),
        ("02 1234567", "IT", "+39021234567"),
    ],
)
def test_it_reads_what_people_type(typed, country, e164):
    assert parse_phone(typed, default_country=country).e164 == e164


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "phone_missing"),
        (" \t ", "phone_missing"),
        ("no tiene", "phone_unreadable"),
        ("612345678 por las tardes", "phone_unreadable"),
        ("3.46612E+11", "phone_damaged"),
        ("3,46612345e+11", "phone_damaged"),
        ("+999 123 456 789", "phone_country"),
        ("61234", "phone_too_short"),
        ("112", "phone_too_short"),
        ("612 345 678 901", "phone_too_long"),
        ("112 345 678", "phone_impossible"),
        ("806 123 456", "phone_kind"),
        ("900 123 456", "phone_kind"),
        ("+1 800 356 9377", "phone_kind"),
        ("+881 612 345 678", "phone_kind"),
        ("+870 773 111 632", "phone_kind"),
        ("+800 1234 5678", "phone_kind"),
        ("612 345 678 ext. 12", "phone_extension"),
    ],
)
def test_it_says_why_something_can_not_be_rung(typed, fault):
    assert fault_of(typed) == fault


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_no_country_has_an_emergency_or_short_number_that_can_be_rung(country):
    for short in ("112", "911", "999", "000", "110", "061", "1004", "118"):
        with pytest.raises(BadNumber):
            parse_phone(short, default_country=country)


def test_it_needs_a_country_for_a_local_number():
    assert fault_of("612345678", country="") == "phone_country"


EXAMPLES = [
    number
    for country in sorted(COUNTRIES)
    for kind in (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.VOIP)
    if (number := phonenumbers.example_number_for_type(country, kind))
]
FORMATS = [
    PhoneNumberFormat.E164,
    PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.NATIONAL,
    PhoneNumberFormat.RFC3966,
]


@given(st.sampled_from(EXAMPLES), st.sampled_from(FORMATS))
def test_every_way_of_writing_a_number_gives_the_same_e164(number, written):
    country = phonenumbers.region_code_for_number(number)
    typed = phonenumbers.format_number(number, written)
    phone = parse_phone(typed, default_country=country or "")
    assert phone.e164 == phonenumbers.format_number(number, PhoneNumberFormat.E164)


@given(st.sampled_from(EXAMPLES), st.integers(0, 9999), st.sampled_from(sorted(COUNTRIES)))
def test_an_e164_reads_as_itself_in_every_country(number, tail, country):
    typed = f"+{number.country_code}{number.national_number}"[:-4] + f"{tail:04}"
    try:
        phone = parse_phone(typed, default_country="")
    except BadNumber:
        return
    assert parse_phone(phone.e164, default_country=country) == phone
    assert identify(phone.e164) == phone


@given(st.text(max_size=300), st.sampled_from([*sorted(COUNTRIES), ""]))
@example("0" * 400, "ES")
@example("+" * 100, "ES")
@example("tel:+34612345678;phone-context=+", "ES")
@example("+34\x00612345678", "ES")
def test_whatever_is_typed_is_a_callable_number_or_a_named_fault(text, country):
    try:
        phone = parse_phone(text, default_country=country)
    except BadNumber as error:
        assert error.code in PHONE_FAULTS
        return
    assert phone.kind in CALLABLE
    assert phone.country in COUNTRIES
    assert phonenumbers.is_valid_number(phonenumbers.parse(phone.e164))


def test_what_is_no_number_is_identified_as_unknown():
    assert identify("nonsense").kind is Kind.UNKNOWN
    assert identify("+34112").kind is Kind.UNKNOWN
    assert identify("+34806123456").kind is Kind.PREMIUM


def test_a_number_may_be_in_several_zones_or_in_none_that_is_known():
    assert zones_of("+34612345678") == ("Atlantic/Canary", "Europe/Madrid")
    assert zones_of("+12124567890") == ("America/New_York",)
    assert zones_of("+80012345678") == ()
    assert zones_of("nonsense") == ()


def test_only_real_zone_names_exist():
    assert zone_exists("Europe/Madrid")
    assert not zone_exists("Europe/Atlantis")
    assert not zone_exists("Etc/Unknown")
    assert not zone_exists("../../etc/passwd")
    assert not zone_exists("")
