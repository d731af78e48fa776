"""Lists that others keep (Lista Robinson, REPEP, RNE, No Llame …): files of millions of numbers,
kept as hashes."""

import datetime as dt
import itertools
import logging
from collections.abc import Iterator
from typing import IO

from django.core.files import File
from django.db import connection, transaction

from accounts.models import Organization, User
from contacts.columns import PHONES, VAGUE
from contacts.delimited import Row
from contacts.faults import BadFile
from contacts.folding import words_of
from contacts.hashes import keyed, read_hash
from contacts.models import SuppressionSet
from contacts.table import Table, open_table
from lib.live import tell
from lib.phone import BadNumber, parse_phone
from lib.tokens import new_token

logger = logging.getLogger(__name__)

_BATCH = 20_000
_STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS suppressed (digest bytea);
    TRUNCATE suppressed
"""
_KEEP = """
    INSERT INTO contacts_suppressedhash (suppression_set_id, digest)
    SELECT DISTINCT %s::bigint, digest FROM suppressed ORDER BY digest
    ON CONFLICT DO NOTHING
"""


def create_suppression_set(
    *,
    organization: Organization | None,
    kind: str,
    file: IO[bytes],
    filename: str,
    scheme: str = SuppressionSet.Scheme.KEYED,
    default_country: str = "",
    expires_at: dt.datetime | None = None,
    user: User | None = None,
) -> SuppressionSet:
    """Take a file of numbers in, or of their hashes (`scheme` says which); `read_suppression_set`
    reads it, and from then on it is in force. One number or hash a row, in the column called so,
    or in the first."""
    wrapped = file if isinstance(file, File) else File(file, name=filename)
    found = SuppressionSet(
        organization=organization,
        kind=kind,
        scheme=scheme,
        default_country=default_country,
        filename=filename.replace("\0", "")[-200:],
        expires_at=expires_at,
        created_by=user,
    )
    found.file.save(new_token(), wrapped, save=False)
    found.save()
    return found


def read_suppression_set(*, set_id: int) -> None:
    """Read the file of a set, put it in force, and let go of the sets of its kind before it.

    A set that is not waiting is left as it is. The file, which names people, is deleted.
    """
    found = SuppressionSet.objects.get(pk=set_id)
    if found.status != SuppressionSet.Status.PENDING:
        return
    try:
        with transaction.atomic(), found.file.open("rb") as file, open_table(file) as table:
            size, unreadable = _read(found, table)
            _put_in_force(found, size, unreadable)
    except BadFile as fault:
        SuppressionSet.objects.filter(pk=set_id).update(
            status=SuppressionSet.Status.FAILED, problem=fault.as_record()
        )
    found.file.delete(save=False)
    SuppressionSet.objects.filter(pk=set_id).update(file="")
    if found.organization_id is not None:
        tell(found.organization_id, "suppression", id=set_id)


def _read(found: SuppressionSet, table: Table) -> tuple[int, int]:
    """Write the hashes; how many there are, and how many rows were none."""
    column, is_named = _column(table.header)
    rows: Iterator[Row] = table.rows
    if not is_named:
        rows = itertools.chain([(table.before, table.header)], rows)
    read = unreadable = size = 0
    with connection.cursor() as cursor:
        while batch := list(itertools.islice(rows, _BATCH)):
            digests = [
                digest
                for _number, cells in batch
                if column < len(cells) and (digest := _digest(found, cells[column]))
            ]
            unreadable += len(batch) - len(digests)
            read += len(digests)
            cursor.execute(_STAGE)
            with cursor.copy("COPY suppressed FROM STDIN") as copy:
                for digest in digests:
                    copy.write_row((digest,))
            cursor.execute(_KEEP, [found.pk])
            size += cursor.rowcount
    if not read:
        raise BadFile("columns_no_phone", columns=", ".join(table.header)[:300])
    return size, unreadable


def _column(header: list[str]) -> tuple[int, bool]:
    """Where the numbers stand, and whether the first row says so (else it is one of them)."""
    folded = [words_of(cell) for cell in header]
    known = PHONES | VAGUE | {"hash", "sha256", "md5"}
    named = [place for place, name in enumerate(folded) if name in known]
    return (named[0], True) if named else (0, False)


def _digest(found: SuppressionSet, cell: str) -> bytes | None:
    if found.scheme != SuppressionSet.Scheme.KEYED:
        return read_hash(found.scheme, cell)
    try:
        return keyed(parse_phone(cell, default_country=found.default_country).e164)
    except BadNumber:
        return None


def _put_in_force(found: SuppressionSet, size: int, unreadable: int) -> None:
    found.status, found.size, found.unreadable = SuppressionSet.Status.READY, size, unreadable
    found.save(update_fields=["status", "size", "unreadable"])
    if found.kind != SuppressionSet.Kind.OWN:
        before = SuppressionSet.objects.filter(
            organization=found.organization, kind=found.kind, pk__lt=found.pk
        )
        for old in before:
            old.delete()
