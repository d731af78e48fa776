"""Compiled translations: each .po in locale/ gets its .mo beside it, with no gettext installed."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from launcher.data import ROOT


def compile_messages(root: Path = ROOT / "locale") -> list[Path]:
    """Compile what is newer than its compiled form; returns the files written."""
    return [compile_file(po) for po in sorted(root.rglob("*.po")) if is_stale(po)]


def is_stale(po: Path) -> bool:
    """Whether a translation has changed since it was compiled."""
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime <= po.stat().st_mtime


def compile_file(po: Path) -> Path:
    """Compile one file: whole or not at all, since several ./dev may do it at once."""
    with po.open("rb") as source:
        catalog = read_po(source)
    draft = po.with_suffix(f".{os.getpid()}.mo")
    with draft.open("wb") as target:
        write_mo(target, catalog)
    return draft.replace(po.with_suffix(".mo"))


if __name__ == "__main__":
    compile_messages()
