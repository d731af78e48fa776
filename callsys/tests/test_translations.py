"""Every text that a person reads exists in Spanish."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = settings.BASE_DIR
PRODUCT = [
    "accounts",
    "calls",
    "callsys",
    "campaigns",
    "contacts",
    "conversations",
    "lib",
    "notices",
    "outbox",
    "providers",
    "reports",
    "voice",
]

FUNCTIONS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}

FIELD = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)\}")

Key = tuple[str | None, str]


def catalog_of(language: str) -> Catalog:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file)


def in_python(path: Path) -> Iterator[Key]:
    with path.open("rb") as source:
        for _line, text, _comments, context in extract(
            "python", source, FUNCTIONS, options={"encoding": "utf-8"}
        ):
            yield context, text[0] if isinstance(text, tuple) else text


STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(n?p?)gettext\(((?:{STRING}|[, ]|count)+)\)")


def in_template(path: Path) -> Iterator[Key]:
    """Django turns a template into what looks like Python; the calls are read from that."""
    for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
        kind, given = call.groups()
        texts = [ast.literal_eval(text) for text in re.findall(STRING, given)]
        yield (texts[0], texts[1]) if "p" in kind else (None, texts[0])


def texts() -> set[Key]:
    """(context, text) of everything to be translated in the product."""
    found: set[Key] = set()
    for app in PRODUCT:
        for path in (ROOT / app).rglob("*.py"):
            if not {"tests", "migrations"} & set(path.parts):
                found.update(in_python(path))
    for folder in [ROOT / "templates", *(ROOT / app / "templates" for app in PRODUCT)]:
        for path in folder.rglob("*.*"):
            found.update(in_template(path))
    return found


def translated() -> dict[Key, Message]:
    messages = (message for message in catalog_of("es") if message.id)
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): message
        for message in messages
    }


def test_every_text_is_translated():
    known = translated()
    missing = {text for text in texts() if text not in known}
    empty = {
        key for key, message in known.items() if not all(_forms(message.string)) or message.fuzzy
    }
    assert not missing | empty


def test_texts_are_found_in_python_and_in_templates():
    found = texts()
    assert (None, "Your role does not allow this.") in found
    assert (None, "Sign in") in found
    assert (None, "%(first)s–%(last)s of %(total)s") in found


def test_no_translation_loses_a_value():
    lost = {
        key: string
        for key, message in translated().items()
        for string in _forms(message.string)
        if _fields(string) != _fields(_forms(message.id)[-1])
    }
    assert not lost


@pytest.mark.parametrize("formal", [r"\b[Uu]sted\b", r"\b[Ii]ntroduzca\b", r"\b[Ss]eleccione\b"])
def test_people_are_addressed_as_tu(formal):
    said = [string for message in translated().values() for string in _forms(message.string)]
    assert not [string for string in said if re.search(formal, string)]


def _forms(text: object) -> list[str]:
    """Singular and plural, or the one form there is."""
    return [str(form) for form in text] if isinstance(text, (list, tuple)) else [str(text)]


def _fields(text: str) -> set[str]:
    return {match[0] for match in FIELD.finditer(text)}
