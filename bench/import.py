"""Importing a million people: rows a second and memory, beside django-import-export and COPY."""

import argparse
import csv
import itertools
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import django
import phonenumbers
import psutil

from bench._people import HEADER, people, write_people
from bench.database import own_database
from bench.report import Row, finish

GOAL_RATE, GOAL_MEMORY = 80_000, 200
PLAIN_ROWS, BULK_ROWS = 1_000, 10_000
COLUMNS = "nombre, telefono, email, ciudad, plan, pedido"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, own_database():
        os.environ["MEDIA_ROOT"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "callsys.settings"
        django.setup()
        path = Path(folder) / "people.csv"
        write_people(path, options.rows)
        rate, memory, listed = ours(path), Peak.last, ours(path, list_name="Lista")
        limit = bare_copy(path, options.rows)
        bulk, plain = import_export(BULK_ROWS, bulk=True), import_export(PLAIN_ROWS, bulk=False)
    finish(
        "import",
        [
            Row(
                "a file of people, beside import-export in bulk", "rows/s", rate, bulk,
                f"django-import-export, bulk, {BULK_ROWS:,} rows",
                f"≥ {GOAL_RATE:,} and 25 times", rate >= GOAL_RATE and rate >= 25 * bulk,
            ),
            Row(
                "the same, beside import-export", "rows/s", rate, plain,
                f"django-import-export, {PLAIN_ROWS:,} rows", "100 times", rate >= 100 * plain,
            ),
            Row("the same, beside the limit", "rows/s", rate, limit, "bare COPY", "told", True),
            Row(
                "the same people again, onto a list", "rows/s", listed, limit, "bare COPY",
                "told", True,
            ),
            Row(
                "memory of all importing processes", "MB", memory, None, "",
                f"≤ {GOAL_MEMORY}", memory <= GOAL_MEMORY,
            ),
        ],
    )  # fmt: skip


class Peak:
    """The most memory that this process and its children have held at once, in MB: pages that
    they share are counted once."""

    last = 0.0

    def __enter__(self) -> None:
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look)
        self._watch.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        Peak.last = 0.0
        me = psutil.Process()
        while not self._over.wait(0.25):
            held = 0
            for process in (me, *me.children(recursive=True)):
                try:
                    held += process.memory_full_info().pss
                except psutil.Error:
                    continue
            Peak.last = max(Peak.last, held / 2**20)


def ours(path: Path, list_name: str = "") -> float:
    """Rows a second of the product's own import, from the first byte to the last commit."""
    from accounts.models import Organization  # noqa: PLC0415 (models need Django to be set up)
    from contacts.models import Import  # noqa: PLC0415
    from contacts.services import create_import, run_import  # noqa: PLC0415

    organization, _made = Organization.objects.get_or_create(name="Bench")
    with path.open("rb") as file:
        upload = create_import(
            organization=organization, file=file, filename=path.name, list_name=list_name
        )
    began = time.monotonic()
    with Peak():
        run_import(import_id=upload.pk)
    seconds = time.monotonic() - began
    done = Import.objects.get(pk=upload.pk)
    assert done.status == Import.Status.DONE, done.sentence
    print(
        f"{done.processed:,} rows in {seconds:.1f} s: {done.created:,} new, {done.updated:,} "
        f"changed, {done.unchanged:,} known, {done.rejected:,} rejected"
    )
    return done.processed / seconds


def bare_copy(path: Path, count: int) -> float:
    """Rows a second of the same file into a table without index or check."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare ({COLUMNS.replace(',', ' text,')} text)")
        began = time.monotonic()
        with (
            path.open("rb") as file,
            cursor.copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy,
        ):
            while chunk := file.read(1 << 20):
                copy.write(chunk)
        return count / (time.monotonic() - began)


def import_export(count: int, *, bulk: bool) -> float:
    """Rows a second of django-import-export into the same table, phones checked by the library.
    It is given valid rows only: a bad one would take the others back."""
    import tablib  # noqa: PLC0415
    from import_export import fields, resources, widgets  # noqa: PLC0415

    from accounts.models import Organization  # noqa: PLC0415
    from contacts.models import Contact  # noqa: PLC0415

    organization = Organization.objects.create(name=f"import-export {bulk}")

    class PhoneWidget(widgets.CharWidget):  # type: ignore[misc]
        def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
            number = phonenumbers.parse(value, "ES")
            if not phonenumbers.is_valid_number(number):
                raise ValueError("no phone")
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    class PeopleResource(resources.ModelResource):  # type: ignore[misc]
        e164 = fields.Field("e164", "Teléfono", widget=PhoneWidget())
        name = fields.Field("name", "Nombre")
        email = fields.Field("email", "E-mail")

        class Meta:
            model = Contact
            import_id_fields = ("e164",)
            fields = ("e164", "name", "email")
            use_bulk = bulk
            batch_size = 1000
            skip_diff = True

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.organization = organization
            instance.attributes = {name: row[name] for name in ("Ciudad", "Plan", "Pedido")}

        def get_queryset(self) -> Any:
            return Contact.objects.filter(organization=organization)

    sheet = tablib.Dataset(headers=HEADER.split(","))
    for cells in itertools.islice(csv.reader(_valid(count)), count):
        sheet.append(cells)
    began = time.monotonic()
    result = PeopleResource().import_data(sheet, dry_run=False, raise_errors=True)
    assert not result.has_errors()
    return count / (time.monotonic() - began)


def _valid(count: int) -> Any:
    met: set[str] = set()
    for line in people(count * 2, seed=9):
        phone = next(csv.reader([line]))[1]
        try:
            number = phonenumbers.parse(phone, "ES")
        except phonenumbers.NumberParseException:
            continue
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number) and e164 not in met:
            met.add(e164)
            yield line


if __name__ == "__main__":
    main()
