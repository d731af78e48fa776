import pytest

from contacts.columns import letter_of, recognize
from contacts.countries import country_of, name_of
from contacts.faults import BadFile
from contacts.folding import fold, words_of


@pytest.mark.parametrize(
    "name",
    [
        "Teléfono ", " TELEFONO", "teléfono:", "Tel.", "Tlf", "N.º de teléfono", "Móvil", "Celular",
        "Phone", "phone_number", "Mobile", "WhatsApp", "Telefono móvil", "Cell-phone",
    ],
)  # fmt: skip
def test_a_phone_column_is_recognised_however_people_write_it(name):
    assert recognize(["Nombre", name]).phones == (1,)


def test_every_field_is_recognised_in_spanish_and_english():
    spanish = recognize(
        [" Nombre completo ", "Teléfono", "E-mail", "Idioma", "Zona horaria", "País"]
    )
    english = recognize(["Full Name", "Phone", "Email", "Language", "Time zone", "COUNTRY"])
    for columns in (spanish, english):
        places = (
            columns.name, columns.email, columns.language, columns.time_zone, columns.country
        )  # fmt: skip
        assert places == (0, 2, 3, 4, 5)


def test_a_mobile_is_tried_before_a_landline():
    assert recognize(["Teléfono fijo", "Móvil"]).phones == (1, 0)


def test_a_column_called_number_is_a_phone_only_where_no_other_is():
    assert recognize(["Nombre", "Número"]).phones == (1,)
    assert recognize(["Número", "Nombre", "Teléfono"]).phones == (2,)


def test_a_whole_name_makes_first_and_last_names_attributes():
    columns = recognize(["Nombre completo", "Nombre", "Apellidos", "Teléfono"])
    assert columns.name == 0
    assert (columns.first_name, columns.last_name) == (None, None)


def test_columns_without_a_name_get_their_letter_and_repeated_ones_a_number():
    assert recognize(["Tel", "", "Nota", "Nota"]).header == ("Tel", "B", "Nota", "Nota (2)")
    assert [letter_of(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_file_without_a_phone_column_says_which_columns_it_has():
    with pytest.raises(BadFile) as caught:
        recognize(["Nombre", "Ciudad"])
    assert caught.value.code == "columns_no_phone"
    assert "Nombre, Ciudad" in str(caught.value)


def test_a_file_that_begins_with_a_person_says_that_the_first_row_names_the_columns():
    with pytest.raises(BadFile) as caught:
        recognize(["Ana García", "612 34 56 78"])
    assert caught.value.code == "columns_no_header"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("España", "ES"), ("spain ", "ES"), ("es", "ES"), ("+34", "ES"), ("México", "MX"),
        ("Méjico", "MX"), ("EE. UU.", "US"), ("U.S.A.", "US"), ("Reino Unido", "GB"), ("UK", "GB"),
        ("Perú", "PE"), ("Atlántida", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_country_is_read_as_people_write_it(said, code):
    assert country_of(said) == code


def test_a_country_is_named_in_the_readers_language():
    assert (name_of("DE", "es"), name_of("DE", "en-gb")) == ("Alemania", "Germany")
    assert name_of("", "es") == ""


def test_accents_case_and_signs_make_no_difference():
    assert fold("MUÑOZ Pérez") == "munoz perez"
    assert words_of("  N.º de\u00a0Teléfono: ") == "n o de telefono"
