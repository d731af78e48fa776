"""A first look at a file: its columns, its first rows, and what files like it were said to be."""

import hashlib
import itertools
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.files import File

from accounts.models import Organization
from contacts.columns import columns_as, roles_of
from contacts.faults import BadFile
from contacts.folding import words_of
from contacts.models import Import, ImportMapping
from contacts.table import Table, is_workbook, open_table

_SHOWN_ROWS = 8


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds at first sight. A workbook that no one has opened yet shows nothing."""

    header: list[str]
    roles: list[str]
    encoding: str = ""
    separator: str = ""
    rows: tuple[list[str], ...] = ()


def look_at(
    organization: Organization,
    file: "File[bytes]",
    *,
    roles: Sequence[str] = (),
    is_draft: bool = False,
) -> Look:
    """A look at a file that was uploaded. BadFile when it shows that the file can't be read or,
    unless it is a draft, that no column is understood as phones."""
    limit = settings.IMPORT_MAX_BYTES
    if file.size > limit:
        raise BadFile("file_too_big", limit=limit >> 20)
    if not file.size:
        raise BadFile("file_empty")
    if is_workbook(file) and not is_draft:
        return Look(header=[], roles=list(roles))  # opened in the background only
    look = _look(organization, file, roles=roles, shown=False)
    if not is_draft:
        columns_as(look.header, look.roles)
    return look


def look_again(upload: Import) -> Look:
    """The columns and first rows of a draft, as it stands; BadFile when it can't be read."""
    with upload.file.open("rb") as file:
        return _look(
            upload.organization,
            file,
            roles=upload.roles,
            encoding=upload.encoding,
            separator=upload.separator,
        )


def remembered_roles(organization: Organization, header: Sequence[str]) -> list[str]:
    """What the columns of a file with this header were said to be; [] where nobody has."""
    found = ImportMapping.objects.filter(organization=organization, header_key=_key(header)).first()
    return found.roles if found else []


def remember_roles(organization: Organization, header: Sequence[str], roles: Sequence[str]) -> None:
    """Keep what the columns were said to be."""
    ImportMapping.objects.update_or_create(
        organization=organization, header_key=_key(header), defaults={"roles": list(roles)}
    )


def _look(
    organization: Organization,
    file: IO[bytes],
    *,
    roles: Sequence[str],
    encoding: str = "",
    separator: str = "",
    shown: bool = True,
) -> Look:
    with open_table(file, encoding=encoding, separator=separator) as table:
        rows = _first(table) if shown else ()
        header = table.header
        known = list(roles) or remembered_roles(organization, header) or roles_of(header)
        return Look(header, known, table.said, table.separator if table.said else "", rows)


def _first(table: Table) -> tuple[list[str], ...]:
    """The first rows, up to one that can't be read: the import will name it."""
    rows: list[list[str]] = []
    with suppress(BadFile):
        for _number, cells in itertools.islice(table.rows, _SHOWN_ROWS):
            rows.append(cells)
    return tuple(rows)


def _key(header: Sequence[str]) -> str:
    names = "\n".join(words_of(name) for name in header)
    return hashlib.sha256(names.encode()).hexdigest()
