"""An import: a file taken in, then read in batches by whoever claims it.

A batch, its rejected rows and the progress are one transaction. So a worker that is killed at
any instant leaves an import that another can go on with, from the row after the last one
counted. A claim is a lease with a fence: one who was stopped and comes back writes nothing.
"""

import datetime as dt
import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from contacts.columns import recognize
from contacts.faults import BadFile
from contacts.importer import Person, Rejection, parse_rows
from contacts.models import ContactList, Import
from contacts.selectors import lists_of
from contacts.services.lists import list_named
from contacts.services.merge import merge_batch
from contacts.table import Table, is_workbook, open_table
from lib.clock import database_now
from lib.errors import InvalidInput
from lib.live import tell
from lib.phone import COUNTRIES
from lib.tokens import new_token

logger = logging.getLogger(__name__)

BATCH = 5000
LEASE = dt.timedelta(seconds=90)
"""Longer than a workbook takes to open or a batch to write; each batch renews it."""
PATIENCE = dt.timedelta(seconds=5)
"""How long an import may wait for the worker that was woken for it."""
MAX_STALLS = 5

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
) -> Import:
    """Take a file in; `run_import` reads it. Its people go on `contact_list`, or on the list
    called `list_name` (made if there is none), or on none.

    `default_country` (ISO alpha-2; the organisation's where it is "") reads numbers without a
    country code. BadFile when a look at the file shows that it can't be read.
    """
    country = (default_country or organization.default_country).upper()
    if country not in COUNTRIES:
        message = _("This is no country.")
        raise InvalidInput("country_unknown", message, fields={"default_country": message})
    wrapped = file if isinstance(file, File) else File(file, name=filename)
    header = _look_at(wrapped)
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
            header=header,
        )
        upload.file.save(new_token(), wrapped, save=False)  # a name that nobody can choose
        upload.save()
        _tell(upload)
    return upload


def run_import(*, import_id: int) -> None:
    """Read an import to its end, from wherever it stands.

    Returns at once when it is over or somebody else is at it. A fault of the file ends it as
    failed, with what was read before; a fault of ours leaves it to `waiting_imports`.
    """
    upload = _claim(import_id)
    if upload is None:
        return
    try:
        with upload.file.open("rb") as file, open_table(file) as table:
            _read(upload, table)
    except BadFile as fault:
        _finish(upload, Import.Status.FAILED, fault)
    except FileNotFoundError:
        _finish(upload, Import.Status.FAILED, BadFile("file_missing"))
    except ClaimLost:
        logger.warning("import taken over by another worker", extra={"import": import_id})
    else:
        _finish(upload, Import.Status.DONE)


def waiting_imports() -> list[int]:
    """Imports that nobody is at, though somebody should be: their ids, oldest first."""
    waiting = Q(status=Import.Status.PENDING, created_at__lt=Now() - PATIENCE)
    left = Q(status=Import.Status.RUNNING, lease_until__lt=Now())
    return list(Import.objects.filter(waiting | left).order_by("pk").values_list("pk", flat=True))


def _look_at(file: "File[bytes]") -> list[str]:
    """The header of a text file; [] for a workbook, which is opened in the background only."""
    limit = settings.IMPORT_MAX_BYTES
    if file.size > limit:
        raise BadFile("file_too_big", limit=limit >> 20)
    if not file.size:
        raise BadFile("file_empty")
    if is_workbook(file):
        return []
    with open_table(file) as table:
        return list(recognize(table.header).header)


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
    columns = recognize(table.header)
    total = max(table.estimate, upload.processed)
    _write(upload, {"header": list(columns.header), "total": total})
    remaining = itertools.islice(table.rows, upload.processed, None)
    parsed = parse_rows(remaining, columns, default_country=upload.default_country)
    for batch in _batches(parsed):
        _take(upload, batch)


def _batches(
    rows: Iterable[Person | Rejection],
) -> Iterator[list[Person | Rejection]]:
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, BATCH)):
        yield batch


@transaction.atomic
def _take(upload: Import, batch: list[Person | Rejection]) -> None:
    """Write a batch and that it was written."""
    held = _held(upload).select_for_update().first()
    if held is None:
        raise ClaimLost
    merged = merge_batch(
        batch,
        source_id=upload.pk,
        organization_id=upload.organization_id,
        contact_list_id=held.contact_list_id,
    )
    counts = {name: getattr(upload, name) + count for name, count in asdict(merged).items()}
    processed = upload.processed + len(batch)
    total = max(upload.total, processed)
    _write(upload, {"processed": processed, "total": total, "stalls": 0, **counts})


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


def _tell(upload: Import) -> None:
    tell(
        upload.organization_id,
        "import",
        id=upload.pk,
        status=upload.status,
        processed=upload.processed,
        total=upload.total,
    )
