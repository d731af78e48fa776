"""An import: a file taken in, then read in batches by whoever claims it.

A batch, its rejected rows and the progress are one transaction. So a worker that is killed at
any instant leaves an import that another can go on with, from the row after the last one
counted. A claim is a lease with a fence: one who was stopped and comes back writes nothing.
"""

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict
from typing import IO, Any

from django.core.files import File
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from contacts.columns import columns_as, roles_of
from contacts.digest import Digest, Reader
from contacts.faults import BadFile
from contacts.models import ContactList, Import
from contacts.pieces import cut
from contacts.readers import digests
from contacts.selectors import lists_of
from contacts.services.lists import list_named
from contacts.services.looks import (
    look_again,
    look_at,
    remember_roles,
    remembered_roles,
)
from contacts.services.merge import merge_digest
from contacts.services.people import require_room
from contacts.table import Table, open_table
from lib.clock import database_now
from lib.errors import DomainError, InvalidInput, TooMany
from lib.live import tell
from lib.phone import COUNTRIES
from lib.tokens import new_token
from notices.services import notify
from outbox.events import Event
from outbox.services import publish

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=90)
"""Longer than a workbook takes to open or a batch to write; each batch renews it."""
PATIENCE = dt.timedelta(seconds=5)
"""How long an import may wait for the worker that was woken for it."""
MAX_STALLS = 5
PAGE = "/contacts/imports/{}/"
"""Where its page is. To ask the routes, a worker would load the code of every page there is."""
_CROSSED = 5
"""How often a piece is tried that others add the same numbers beside."""

_OPEN = (Import.Status.PENDING, Import.Status.RUNNING)


class ClaimLost(Exception):
    """Another worker has taken this import over: this one must not write."""


def create_import(
    *,
    organization: Organization,
    file: IO[bytes],
    filename: str,
    contact_list: ContactList | None = None,
    list_name: str = "",
    default_country: str = "",
    user: User | None = None,
    mode: str = Import.Mode.UPSERT,
    dry_run: bool = False,
    roles: Sequence[str] = (),
    draft: bool = False,
) -> Import:
    """Take a file in; `run_import` reads it. Its people go on `contact_list`, or on the list
    called `list_name` (made if there is none), or on none.

    `default_country` (ISO alpha-2; the organisation's where it is "") reads numbers without a
    country code. `roles` say what the columns are; without, what was said of a file like it, or
    their names do. A `draft` waits for `start_import`, and may have columns that nobody
    understands yet. BadFile when a look at the file shows that it can't be read.
    """
    country = (default_country or organization.default_country).upper()
    if country not in COUNTRIES:
        message = _("This is no country.")
        raise InvalidInput("country_unknown", message, fields={"default_country": message})
    wrapped = file if isinstance(file, File) else File(file, name=filename)
    look = look_at(organization, wrapped, roles=roles, is_draft=draft)
    wrapped.seek(0)
    with transaction.atomic():
        if contact_list is not None:
            lists_of(organization, [contact_list])
        elif list_name:
            contact_list = list_named(organization=organization, name=list_name)
        upload = Import(
            organization=organization,
            contact_list=contact_list,
            created_by=user,
            filename=filename.replace("\0", "")[-200:],
            default_country=country,
            header=look.header,
            roles=look.roles,
            encoding=look.encoding,
            separator=look.separator,
            mode=mode,
            dry_run=dry_run,
            status=Import.Status.DRAFT if draft else Import.Status.PENDING,
        )
        upload.file.save(new_token(), wrapped, save=False)  # a name that nobody can choose
        upload.save()
        _tell(upload)
    return upload


@transaction.atomic
def start_import(
    *,
    upload: Import,
    roles: Sequence[str],
    mode: str = Import.Mode.UPSERT,
    dry_run: bool = False,
    default_country: str = "",
) -> Import:
    """Start a draft with its columns as somebody said what they are, which is remembered for
    files like it. BadFile when they make no sense; DomainError when it was started before."""
    upload = Import.objects.select_for_update().get(pk=upload.pk)
    if upload.status != Import.Status.DRAFT:
        raise DomainError("import_started", _("This import was started already."))
    columns_as(upload.header, roles)
    remember_roles(upload.organization, upload.header, roles)
    upload.roles, upload.mode, upload.dry_run = list(roles), mode, dry_run
    upload.default_country = default_country or upload.default_country
    upload.status, upload.created_at = Import.Status.PENDING, database_now()
    upload.save()
    _tell(upload)
    return upload


def reread_draft(*, upload: Import, encoding: str, separator: str) -> None:
    """Read a draft in another encoding, or cut it by another separator; BadFile when it can't."""
    upload.encoding, upload.separator, upload.roles = encoding, separator, []
    look = look_again(upload)
    upload.header, upload.roles = look.header, look.roles
    upload.save(update_fields=["encoding", "separator", "header", "roles"])


def cancel_import(*, upload: Import) -> None:
    """Stop an import that is not over; what was read before is kept."""
    changed = Import.objects.filter(pk=upload.pk, status__in=(*_OPEN, Import.Status.DRAFT)).update(
        status=Import.Status.CANCELED,
        problem={"code": "import_canceled"},
        total=F("processed"),
        finished_at=Now(),
    )
    if changed:
        upload.numbers.all().delete()
        upload.refresh_from_db()
        _tell(upload)


def repeat_import(*, upload: Import, user: User | None) -> Import:
    """The same file once more and in earnest, after a dry run."""
    with upload.file.open("rb") as file:
        return create_import(
            organization=upload.organization,
            file=file,
            filename=upload.filename,
            contact_list=upload.contact_list,
            default_country=upload.default_country,
            user=user,
            mode=upload.mode,
            roles=upload.roles,
        )


def run_import(*, import_id: int) -> None:
    """Read an import to its end, from wherever it stands.

    Returns at once when it is over or somebody else is at it. A fault of the file ends it as
    failed, with what was read before; a fault of ours leaves it to `waiting_imports`.
    """
    upload = _claim(import_id)
    if upload is None:
        return
    try:
        with upload.file.open("rb") as file, _table_of(upload, file) as table:
            _read(upload, table)
        _finish(upload, Import.Status.DONE)
    except BadFile as fault:
        _finish(upload, Import.Status.FAILED, fault)
    except FileNotFoundError:
        _finish(upload, Import.Status.FAILED, BadFile("file_missing"))
    except ClaimLost:
        logger.warning("import canceled, or taken over", extra={"import": import_id})


def waiting_imports() -> list[int]:
    """Imports that nobody is at, though somebody should be: their ids, oldest first."""
    waiting = Q(status=Import.Status.PENDING, created_at__lt=Now() - PATIENCE)
    left = Q(status=Import.Status.RUNNING, lease_until__lt=Now())
    return list(Import.objects.filter(waiting | left).order_by("pk").values_list("pk", flat=True))


def _table_of(upload: Import, file: IO[bytes]) -> AbstractContextManager[Table]:
    return open_table(file, encoding=upload.encoding, separator=upload.separator)


@transaction.atomic
def _claim(import_id: int) -> Import | None:
    """Take the import if nobody holds it; None when somebody does, or when it is over."""
    unheld = Q(lease_until=None) | Q(lease_until__lt=Now())
    taken = Import.objects.filter(unheld, pk=import_id, status__in=_OPEN).update(
        status=Import.Status.RUNNING,
        lease_until=Now() + LEASE,
        fence=F("fence") + 1,
        stalls=F("stalls") + 1,
    )
    if not taken:
        return None
    upload = Import.objects.get(pk=import_id)
    if upload.stalls > MAX_STALLS:
        logger.error("import given up after too many interruptions", extra={"import": import_id})
        _finish(upload, Import.Status.FAILED, BadFile("import_stalled"))
        return None
    return upload


def _read(upload: Import, table: Table) -> None:
    roles = upload.roles or remembered_roles(upload.organization, table.header)
    columns = columns_as(table.header, roles or roles_of(table.header))
    total = max(table.estimate, upload.processed)
    _write(upload, {"header": list(columns.header), "total": total})
    reader = Reader(columns, table.encoding, table.separator, upload.default_country)
    before = upload.rows_before or table.before
    pieces = cut(
        table.file,
        encoding=table.encoding,
        separator=table.separator,
        start=upload.position or table.start,
    )
    left = total - upload.processed
    for digest in digests(reader, pieces, rows=left):
        _take(upload, digest, before)
        if digest.fault is not None:
            row = digest.fault.get("row")
            raise BadFile.of(
                digest.fault if row is None else digest.fault | {"row": before + int(row)}
            )
        before += digest.lines


def _take(upload: Import, digest: Digest, before: int) -> None:
    """Write a piece's digest; once more where somebody added one of its numbers meanwhile."""
    for _attempt in range(_CROSSED - 1):
        with suppress(IntegrityError):
            return _write_piece(upload, digest, before)
    return _write_piece(upload, digest, before)


@transaction.atomic
def _write_piece(upload: Import, digest: Digest, before: int) -> None:
    """Write a piece's digest and that it was written."""
    with connection.cursor() as cursor:
        # Should the machine fail before it is on the disk, its place in the file is not either.
        cursor.execute("SET LOCAL synchronous_commit = off")
    held = _held(upload).select_for_update().first()
    if held is None:
        raise ClaimLost
    merged = merge_digest(
        digest, upload=upload, contact_list_id=held.contact_list_id, before=before
    )
    if merged.created:
        try:
            require_room(upload.organization)
        except TooMany as error:  # what this piece wrote goes with the transaction
            raise BadFile(error.code) from error
    counts = {name: getattr(upload, name) + count for name, count in asdict(merged).items()}
    processed = upload.processed + digest.rows
    place = {"position": digest.end, "rows_before": before + digest.lines}
    total = max(upload.total, processed)
    _write(upload, {"processed": processed, "total": total, "stalls": 0, **place, **counts})


def _held(upload: Import) -> QuerySet[Import]:
    """The import's row, while it is ours."""
    return Import.objects.filter(pk=upload.pk, fence=upload.fence, status=Import.Status.RUNNING)


def _write(upload: Import, fields: Mapping[str, Any]) -> None:
    """Change the import's row and renew our lease; ClaimLost if it is no longer ours."""
    if not _held(upload).update(lease_until=Now() + LEASE, **fields):
        raise ClaimLost
    for name, value in fields.items():
        setattr(upload, name, value)
    _tell(upload)


@transaction.atomic
def _finish(upload: Import, status: Import.Status, fault: BadFile | None = None) -> None:
    end = {
        "status": status,
        "problem": fault.as_record() if fault else {},
        "total": upload.processed,
        "finished_at": database_now(),
    }
    _write(upload, end)
    upload.numbers.all().delete()
    publish(
        organization=upload.organization,
        event=Event.IMPORT_FINISHED,
        data={
            "import": upload.pk,
            "filename": upload.filename,
            "status": upload.status,
            "imported": upload.imported,
            "rejected": upload.rejected,
        },
    )
    if status != Import.Status.CANCELED:
        notify(
            organization=upload.organization,
            kind="import_failed" if fault else "import_finished",
            link=PAGE.format(upload.pk),
            filename=upload.filename,
            imported=upload.imported,
            rejected=upload.rejected,
        )


def _tell(upload: Import) -> None:
    tell(
        upload.organization_id,
        "import",
        id=upload.pk,
        status=upload.status,
        processed=upload.processed,
        total=upload.total,
    )
