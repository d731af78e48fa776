"""Which column of a file holds what, by its name in the first row."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from contacts.faults import BadFile
from contacts.folding import words_of
from lib.errors import Text

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
    "list": {"lista", "listas", "list", "lists", "segmento", "grupo", "group", "grupos", "groups"},
}  # fmt: skip
"""Field → the folded names under which it is known."""


PHONE, ATTRIBUTE, IGNORED = "phone", "attribute", "ignore"
ROLES = (PHONE, *FIELDS, ATTRIBUTE, IGNORED)
"""What a column can be. Any number may be phones, attributes or ignored; each other is one."""


ROLE_LABELS: dict[str, Text] = {
    PHONE: _("Phone"),
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": _("E-mail"),
    "language": _("Language"),
    "time_zone": _("Time zone"),
    "country": _("Country"),
    "list": _("Lists"),
    ATTRIBUTE: _("Keep under its own name"),
    IGNORED: _("Leave out"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, counted from 0; None where the file has no such column.

    `phones` are tried in order, mobiles first. First and last name are joined where no column
    holds the whole name. `attributes` are kept under their names in `header`, which holds no name
    twice. What was understood of no column but an ignored one is kept there, too.
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
    list: int | None = None
    attributes: tuple[int, ...] = ()
    ignored: frozenset[int] = frozenset()


def recognize(header: Sequence[str]) -> Columns:
    """The columns that these names stand for; BadFile when none holds phone numbers."""
    return columns_as(header, roles_of(header))


def roles_of(header: Sequence[str]) -> list[str]:
    """What each column seems to be, by its name: one of ROLES each."""
    folded = [words_of(cell) for cell in header]
    roles = [ATTRIBUTE] * len(folded)
    for field, names in FIELDS.items():
        for place in _places(folded, names)[:1]:
            roles[place] = field
    if "name" in roles:
        roles = [ATTRIBUTE if role in ("first_name", "last_name") else role for role in roles]
    for place in _places(folded, PHONES) or _places(folded, VAGUE):
        roles[place] = PHONE
    return roles


def columns_as(header: Sequence[str], roles: Sequence[str]) -> Columns:
    """The columns as somebody said what they are; BadFile when none holds phone numbers, or when
    two are to be what only one can be."""
    folded = [words_of(cell) for cell in header]
    places = {role: [n for n, said in enumerate(roles) if said == role] for role in ROLES}
    if not places[PHONE]:
        if any(sum(character.isdigit() for character in cell) >= 7 for cell in header):
            raise BadFile("columns_no_header")
        raise BadFile("columns_no_phone", columns=", ".join(filter(None, header))[:300])
    if len(roles) != len(header) or any(len(places[field]) > 1 for field in FIELDS):
        raise BadFile("columns_twice")
    return Columns(
        header=_distinct(header),
        phones=tuple(sorted(places[PHONE], key=lambda place: folded[place] not in MOBILES)),
        attributes=tuple(places[ATTRIBUTE]),
        ignored=frozenset(places[IGNORED]),
        **{field: next(iter(places[field]), None) for field in FIELDS},
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
