import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from contacts.columns import recognize
from contacts.faults import ROW_FAULTS, row_sentence
from contacts.importer import Person, Rejection, parse_rows, read_email
from lib.phone import identify

HEADER = ["Nombre", "Teléfono", "E-mail", "Idioma", "Zona horaria", "País", "Ciudad"]


def read(cells, header=HEADER, country="ES"):
    (found,) = parse_rows([(2, cells)], recognize(header), default_country=country)
    return found


def row(phone="612 34 56 78", **cells):
    given_ = dict.fromkeys(HEADER, "") | {"Teléfono": phone} | cells
    return [given_[name] for name in HEADER]


def rejection(cells, header=HEADER):
    found = read(cells, header)
    assert isinstance(found, Rejection), found
    return found.reason, found.detail


def test_a_row_becomes_a_person():
    found = read(
        ["  Ana   Muñoz ", "612 34 56 78", "ana@ejemplo.es", "Español", "europe/madrid", "España",
         "Cádiz"]
    )  # fmt: skip
    assert isinstance(found, Person)
    assert (found.number, found.e164, found.country) == (2, "+34612345678", "ES")
    assert (found.name, found.email, found.language) == ("Ana Muñoz", "ana@ejemplo.es", "es")
    assert found.time_zone == "Europe/Madrid"
    assert found.attributes == {"Ciudad": "Cádiz"}


def test_first_and_last_name_are_joined():
    found = read(["Ana", "Muñoz Gil", "612345678"], header=["Nombre", "Apellidos", "Teléfono"])
    assert found.name == "Ana Muñoz Gil"
    assert found.attributes == {}


def test_the_country_column_reads_a_local_number():
    assert read(row("55 1234 5678", País="México")).e164 == "+525512345678"
    assert read(row("(212) 456-7890", País="EE. UU.")).e164 == "+12124567890"


def test_a_country_that_is_not_known_rejects_a_local_number_only():
    assert rejection(row(País="Atlántida")) == ("country_unknown", "Atlántida")
    abroad = read(row("+44 20 7946 0123", País="Atlántida"))
    assert abroad.country == "GB"
    assert abroad.attributes["País"] == "Atlántida"


def test_the_second_phone_is_taken_where_the_first_can_not_be_rung():
    header = ["Móvil", "Teléfono"]
    assert read(["", "954123456"], header).e164 == "+34954123456"
    assert read(["no tiene", "954123456"], header).attributes == {"Móvil": "no tiene"}
    both = read(["612345678", "954123456"], header)
    assert both.e164 == "+34612345678"
    assert both.attributes == {"Teléfono": "954123456"}


def test_it_says_why_the_first_phone_can_not_be_rung():
    assert rejection(["806123456", "12"], ["Móvil", "Teléfono"]) == ("phone_kind", "")
    assert rejection(["", " "], ["Móvil", "Teléfono"]) == ("phone_missing", "")


def test_what_spreadsheets_do_to_numbers_is_undone_or_said():
    assert read(row("612345678.0")).e164 == "+34612345678"
    assert read(row("'+34 612345678")).e164 == "+34612345678"
    assert read(row('="612345678"')).e164 == "+34612345678"
    assert rejection(row("3,46612E+11")) == ("phone_damaged", "")


def test_an_email_or_a_language_that_can_not_be_read_keeps_nobody_from_being_called():
    found = read(row(**{"E-mail": "sin correo", "Idioma": "Klingon"}))
    assert isinstance(found, Person)
    assert (found.email, found.language) == ("", "")
    assert found.attributes == {"E-mail": "sin correo", "Idioma": "Klingon"}


@pytest.mark.parametrize(
    ("said", "language"),
    [("Español", "es"), ("es-MX", "es"), ("SPANISH", "es"), ("Inglés", "en"), ("en_GB", "en")],
)
def test_a_language_is_read_as_people_write_it(said, language):
    assert read(row(Idioma=said)).language == language


def test_a_time_zone_that_can_not_be_read_rejects_the_row_for_it_may_be_night_there():
    zone = {"Zona horaria": "Europa/Madrid"}
    assert rejection(row(**zone)) == ("time_zone_unknown", "Europa/Madrid")


def test_a_row_with_more_cells_than_columns_is_rejected_for_its_cells_have_moved():
    assert rejection([*row(), "", "más"]) == ("row_too_wide", "")
    assert isinstance(read([*row(), "", " "]), Person)


def test_a_short_row_lacks_only_its_last_cells():
    assert read(["Ana", "612345678"]).name == "Ana"


def test_a_text_that_is_too_long_names_its_column():
    assert rejection(row(Ciudad="x" * 2001)) == ("value_too_long", "Ciudad")
    assert rejection(row(Nombre="x" * 201))[0] == "value_too_long"


def test_invisible_characters_do_not_reach_the_database():
    found = read(row(Nombre="Ana\x00\x07 \u202eGil", Ciudad="A\ud800B"))
    assert (found.name, found.attributes["Ciudad"]) == ("Ana Gil", "AB")


def test_a_rejected_row_keeps_its_cells():
    found = read(row("12", Nombre="Ana"))
    assert isinstance(found, Rejection)
    assert found.values[:2] == ["Ana", "12"]


def test_every_reason_has_a_sentence():
    for reason in ROW_FAULTS:
        assert "{" not in row_sentence(reason, "7")
    assert "7" in row_sentence("duplicate_in_file", "7")


@given(
    header=st.lists(st.text(max_size=20), max_size=8),
    cells=st.lists(st.text(max_size=60), max_size=10),
    country=st.sampled_from(["ES", "US", "MX", "GB", "AR"]),
)
def test_any_row_becomes_a_person_who_can_be_rung_or_a_rejection(header, cells, country):
    columns = recognize(["Teléfono", *header])
    (found,) = parse_rows([(2, cells)], columns, default_country=country)
    if isinstance(found, Rejection):
        assert found.reason in ROW_FAULTS
        return
    assert identify(found.e164).country == found.country
    assert "\x00" not in found.name + "".join(found.attributes.values())
    assert set(found.attributes) <= set(columns.header)


@given(st.integers(600_000_000, 799_999_999), st.sampled_from(["{}", "0034{}", "+34 {}", "34{}"]))
def test_every_spelling_of_a_number_is_the_same_person(number, spelling):
    plain, spelled = read(row(str(number))), read(row(spelling.format(number)))
    if isinstance(plain, Person):
        assert isinstance(spelled, Person)
        assert spelled.e164 == plain.e164


@pytest.mark.parametrize(
    "text",
    ["muñoz@ejemplo.es", "ana@ejemplo.es", "ſ@x.es", "x", "@x.es", "a@", "a b@x.es", "K@x.com"],
)
def test_an_email_is_read_as_the_validator_does(text):
    try:
        validate_email(text)
        expected = text
    except ValidationError:
        expected = ""
    assert read_email(text) == expected
