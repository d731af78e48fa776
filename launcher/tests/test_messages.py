"""Translations compiled without gettext."""

import gettext
import os
from pathlib import Path

from launcher.messages import compile_messages

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sign in"
msgstr "Iniciar sesión"

msgid "{count} call"
msgid_plural "{count} calls"
msgstr[0] "{count} llamada"
msgstr[1] "{count} llamadas"

#, fuzzy
msgid "Guess"
msgstr "Adivinanza"
"""


def write_po(root: Path) -> Path:
    po = root / "es" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, encoding="utf-8")
    return po


def test_what_is_compiled_can_be_read(tmp_path: Path):
    po = write_po(tmp_path)
    assert compile_messages(tmp_path) == [po.with_suffix(".mo")]
    texts = gettext.translation("django", tmp_path, ["es"])
    assert texts.gettext("Sign in") == "Iniciar sesión"
    assert texts.ngettext("{count} call", "{count} calls", 2) == "{count} llamadas"
    assert texts.gettext("Guess") == "Guess", "a guess is not a translation"


def test_only_what_changed_is_compiled_again(tmp_path: Path):
    po = write_po(tmp_path)
    compile_messages(tmp_path)
    written = po.with_suffix(".mo").stat().st_mtime
    os.utime(po, (written - 10, written - 10))
    assert compile_messages(tmp_path) == []
    os.utime(po, (written + 10, written + 10))
    assert compile_messages(tmp_path) == [po.with_suffix(".mo")]
