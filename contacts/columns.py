"""Which column of a file holds what, by its name in the first row."""

from collections.abc import Sequence
from dataclasses import dataclass

from contacts.faults import BadFile
from contacts.folding import words_of

_NAME_LENGTH = 100

MOBILES = {
    "movil", "telefono movil", "tel movil", "tfno movil", "numero movil", "numero de movil",
    "celular", "telefono celular", "numero celular", "numero de celular", "cel", "mobile",
    "mobile phone", "mobile number", "mobile phone number", "cell", "cell phone", "cellphone",
    "cell number", "whatsapp", "phone mobile",
}  # fmt: skip
PHONES = MOBILES | {
    "telefono", "telefonos", "tel", "tels", "telf", "tlf", "tfno", "tlfno", "fono",
    "telefono 1", "tel 1", "telefono fijo", "fijo", "telefono de contacto", "telefono contacto",
    "numero de telefono", "numero telefonico", "numero de contacto", "no de telefono",
    "n o de telefono", "n o telefono", "n de telefono", "num telefono", "num de telefono",
    "num tel", "n telefono", "no telefono",
    "phone", "phones", "phone 1", "phone number", "phone no", "telephone", "telephone number",
    "contact number", "contact phone", "home phone", "work phone", "landline", "e164",
}  # fmt: skip
VAGUE = {"numero", "number", "numeros", "numbers", "no", "n"}
"""A phone only where no other column is one: it may count orders or houses."""

FIELDS: dict[str, set[str]] = {
    "name": {
        "nombre completo", "nombre y apellidos", "nombre y apellido", "apellidos y nombre",
        "cliente", "nombre cliente", "nombre del cliente", "contacto", "persona", "razon social",
        "name", "full name", "customer", "customer name", "contact", "contact name", "client",
    },
    "first_name": {"nombre", "nombres", "nombre de pila", "first name", "given name", "forename"},
    "last_name": {
        "apellidos", "apellido", "last name", "surname", "family name", "primer apellido",
    },
    "email": {
        "email", "e mail", "mail", "correo", "correo electronico", "email address", "e mails",
        "direccion de correo", "direccion de correo electronico", "emails", "e mail address",
    },
    "language": {"idioma", "lengua", "language", "lang", "idioma preferido", "locale"},
    "time_zone": {
        "zona horaria", "huso horario", "huso", "time zone", "timezone", "tz", "time zones",
    },
    "country": {"pais", "country", "pais de residencia", "nacion", "country code", "codigo pais"},
}  # fmt: skip
"""Field → the folded names under which it is known."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, counted from 0; None where the file has no such column.

    `phones` are tried in order, mobiles first. First and last name are joined where no column
    holds the whole name. Every column that is no field is an attribute under its name in
    `header`, which holds no name twice.
    """

    header: tuple[str, ...]
    phones: tuple[int, ...]
    name: int | None = None
    first_name: int | None = None
    last_name: int | None = None
    email: int | None = None
    language: int | None = None
    time_zone: int | None = None
    country: int | None = None


def recognize(header: Sequence[str]) -> Columns:
    """The columns that these names stand for; BadFile when none holds phone numbers."""
    folded = [words_of(cell) for cell in header]
    phones = _places(folded, PHONES) or _places(folded, VAGUE)
    if not phones:
        if any(sum(character.isdigit() for character in cell) >= 7 for cell in header):
            raise BadFile("columns_no_header")
        raise BadFile("columns_no_phone", columns=", ".join(filter(None, header))[:300])
    fields = {field: next(iter(_places(folded, names)), None) for field, names in FIELDS.items()}
    if fields["name"] is not None:
        fields["first_name"] = fields["last_name"] = None
    return Columns(
        header=_distinct(header),
        phones=tuple(sorted(phones, key=lambda place: folded[place] not in MOBILES)),
        **fields,
    )


def _places(header: Sequence[str], names: set[str]) -> list[int]:
    return [place for place, name in enumerate(header) if name in names]


def _distinct(header: Sequence[str]) -> tuple[str, ...]:
    """The names tidied, blank ones named by their letter, repeated ones numbered."""
    names: list[str] = []
    for place, cell in enumerate(header):
        name = " ".join(cell.split())[:_NAME_LENGTH] or letter_of(place)
        times, candidate = 1, name
        while candidate in names:
            times += 1
            candidate = f"{name} ({times})"
        names.append(candidate)
    return tuple(names)


def letter_of(place: int) -> str:
    """The name that spreadsheets give a column: 0 → A, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
