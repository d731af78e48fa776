import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models.functions import Now
from django.urls import reverse

from contacts import pieces, tasks
from contacts.faults import BadFile
from contacts.models import Contact, ContactList, Import, ImportedNumber, ListEntry
from contacts.services import (
    cancel_import,
    create_import,
    create_list,
    repeat_import,
    run_import,
    start_import,
)
from contacts.services import imports as importing
from contacts.services.imports import waiting_imports
from contacts.services.looks import look_again
from contacts.services.merge import merge_digest
from contacts.tests.workbooks import xlsx
from lib.errors import DomainError, InvalidInput, NotFound
from notices.models import Notice
from tests import rows

EXAMPLE = django_settings.BASE_DIR / "examples" / "contactos.csv"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


def take(shop, content, filename="clientes.csv", **arguments):
    if isinstance(content, str):
        content = content.encode()
    return create_import(
        organization=shop, file=io.BytesIO(content), filename=filename, **arguments
    )


def read(shop, content, **arguments):
    upload = take(shop, content, **arguments)
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    return upload


def counts(upload):
    return (upload.created, upload.updated, upload.unchanged, upload.rejected)


def rejections(upload):
    return [(row.row_number, row.reason, row.detail) for row in upload.rejected_rows.all()]


def test_a_file_becomes_contacts_on_a_list(shop):
    upload = read(
        shop,
        "Nombre,Teléfono,Ciudad\nAna,612345678,Cádiz\nEva,+525512345678,\n",
        list_name="Clientes",
    )
    assert upload.status == Import.Status.DONE
    assert counts(upload) == (2, 0, 0, 0)
    assert (upload.total, upload.processed) == (2, 2)
    ana = Contact.objects.get(organization=shop, e164="+34612345678")
    assert (ana.name, ana.country, ana.attributes) == ("Ana", "ES", {"Ciudad": "Cádiz"})
    clients = ContactList.objects.get(organization=shop, name="Clientes")
    assert clients.contacts.count() == 2


def test_xlsx_takes_the_same_way(shop):
    content = xlsx([["Nombre", "Teléfono"], ["Ana", 612345678], ["Eva", "12"]])
    upload = read(shop, content, filename="clientes.xlsx")
    assert counts(upload) == (1, 0, 0, 1)
    assert rejections(upload) == [(3, "phone_too_short", "")]
    assert upload.header == ["Nombre", "Teléfono"]


def test_a_second_import_changes_what_is_new_and_takes_nothing_away(shop):
    header = "Nombre,Teléfono,E-mail,Ciudad,Pedido\n"
    read(shop, header + "Ana,612345678,ana@ejemplo.es,Cádiz,1\nEva,612345679,,,\n")
    upload = read(shop, header + "Ana Gil,612345678,,,2\nEva,612345679,,,\nLeo,612345670,,,\n")
    assert counts(upload) == (1, 1, 1, 0)
    ana = Contact.objects.get(e164="+34612345678")
    assert (ana.name, ana.email) == ("Ana Gil", "ana@ejemplo.es")
    assert ana.attributes == {"Ciudad": "Cádiz", "Pedido": "2"}
    assert ana.updated_at > ana.created_at


def test_what_is_unchanged_is_not_written(shop):
    content = "Nombre,Teléfono,Ciudad\nAna,612345678,Cádiz\n"
    read(shop, content)
    before = Contact.objects.get().updated_at
    assert counts(read(shop, content)) == (0, 0, 1, 0)
    assert Contact.objects.get().updated_at == before


def test_contacts_that_are_known_are_put_on_the_list_too(shop):
    read(shop, "Tel\n612345678\n")
    upload = read(shop, "Tel\n612345678\n", list_name="Navidad")
    assert upload.contact_list.contacts.count() == 1


def test_a_number_written_twice_is_one_contact_and_names_the_first_row(shop, monkeypatch):
    batches_of(monkeypatch, 2)
    upload = read(
        shop, "Tel,Nombre\n612345678,Ana\n612345679,Eva\n0034 612-34-56-78,Ana\n+34612345679,E\n"
    )
    assert counts(upload) == (2, 0, 0, 2)
    assert rejections(upload) == [(4, "duplicate_in_file", "2"), (5, "duplicate_in_file", "3")]
    assert upload.rejected_rows.first().values == ["0034 612-34-56-78", "Ana"]
    assert Contact.objects.get(e164="+34612345679").name == "Eva"


def test_a_number_twice_in_one_batch_is_one_contact(shop):
    upload = read(shop, "Tel\n612345678\n612 345 678\n612-345-678\n")
    assert counts(upload) == (1, 0, 0, 2)
    assert rejections(upload) == [(3, "duplicate_in_file", "2"), (4, "duplicate_in_file", "2")]


def test_two_organisations_may_have_the_same_person(shop):
    other = rows.organization()
    read(shop, "Tel,Nombre\n612345678,Ana\n")
    assert counts(read(other, "Tel,Nombre\n612345678,Otra\n")) == (1, 0, 0, 0)
    assert Contact.objects.get(organization=shop).name == "Ana"


def test_the_country_of_the_import_reads_local_numbers(shop):
    read(shop, "Tel\n55 1234 5678\n", default_country="mx")
    assert Contact.objects.get().e164 == "+525512345678"


def test_the_example_is_accounted_for_row_by_row(shop):
    upload = read(shop, EXAMPLE.read_bytes(), list_name="Clientes")
    assert upload.status == Import.Status.DONE
    assert (upload.total, upload.processed) == (200, 200)
    assert counts(upload) == (178, 0, 0, 22)
    assert upload.contact_list.contacts.count() == 178
    found = {reason for _row, reason, _detail in rejections(upload)}
    assert found == {
        "duplicate_in_file", "phone_missing", "phone_unreadable", "phone_damaged",
        "phone_country", "phone_too_short", "phone_too_long", "phone_impossible", "phone_kind",
        "phone_extension", "country_unknown", "time_zone_unknown",
    }  # fmt: skip
    countries = set(Contact.objects.values_list("country", flat=True))
    assert countries == {"ES", "MX", "CO", "AR", "CL", "PE", "US", "GB"}
    assert all(row.sentence and row.values for row in upload.rejected_rows.all())
    assert read(shop, EXAMPLE.read_bytes()).unchanged == 178


def test_who_is_told_of_it_finds_its_page(shop):
    upload = read(shop, "Tel\n612345678\n")
    page = reverse("contacts:import_detail", args=[upload.pk])
    assert Notice.objects.get(organization=shop).link == page


def test_nothing_of_the_work_is_left_behind(shop):
    read(shop, "Tel\n612345678\n612345678\n")
    assert not ImportedNumber.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file_empty"),
        ("Nombre,Ciudad\nAna,Cádiz\n", "columns_no_phone"),
        ("Ana,612345678\nEva,612345679\n", "columns_no_header"),
        ("<html>", "file_web_page"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_at_once_and_leaves_nothing(shop, content, code):
    with pytest.raises(BadFile) as caught:
        take(shop, content, list_name="Clientes")
    assert caught.value.code == code
    assert "file" in caught.value.fields
    assert not Import.objects.exists()
    assert not ContactList.objects.exists()


def test_a_file_that_is_too_big_is_refused(shop, settings):
    settings.IMPORT_MAX_BYTES = 3 << 20
    with pytest.raises(BadFile) as caught:
        take(shop, "Tel\n" + "612345678\n" * 400_000)
    assert caught.value.code == "file_too_big"
    assert "3 MB" in str(caught.value)


def test_a_country_that_does_not_exist_is_refused(shop):
    with pytest.raises(InvalidInput) as caught:
        take(shop, "Tel\n612345678\n", default_country="XX")
    assert "default_country" in caught.value.fields


def test_a_foreign_list_does_not_exist(shop):
    foreign = create_list(organization=rows.organization(), name="Suya")
    with pytest.raises(NotFound):
        take(shop, "Tel\n612345678\n", contact_list=foreign)


def test_a_workbook_that_can_not_be_read_fails_with_the_reason(shop):
    upload = read(shop, b"PK\x03\x04" + bytes(100), filename="clientes.xlsx")
    assert upload.status == Import.Status.FAILED
    assert upload.problem == {"code": "workbook_unreadable"}
    assert upload.sentence
    assert upload.finished_at


def test_a_row_that_breaks_the_file_keeps_what_was_read_before(shop, monkeypatch):
    batches_of(monkeypatch, 2)
    good = "".join(f"61234567{n}\n" for n in range(4))
    upload = read(shop, f'Tel\n{good}"{"612345678 " * 20_000}')
    assert upload.status == Import.Status.FAILED
    assert upload.problem == {"code": "file_broken_row", "row": 6}
    assert (upload.processed, upload.total, upload.created) == (4, 4, 4)


def test_a_file_that_is_gone_fails_with_the_reason(shop):
    upload = take(shop, "Tel\n612345678\n")
    Path(upload.file.path).unlink()
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.status, upload.problem) == (Import.Status.FAILED, {"code": "file_missing"})


def test_an_import_that_is_over_is_not_run_again(shop):
    upload = read(shop, "Tel\n612345678\n")
    Contact.objects.all().delete()
    run_import(import_id=upload.pk)
    assert not Contact.objects.exists()


def test_a_list_that_is_deleted_meanwhile_is_no_error(shop, monkeypatch):
    batches_of(monkeypatch, 1)
    upload = take(shop, "Tel\n612345678\n612345679\n", list_name="Clientes")
    merge = merge_digest

    def merge_and_delete_the_list(digest, **arguments):
        merged = merge(digest, **arguments)
        ContactList.objects.all().delete()
        return merged

    monkeypatch.setattr(importing, "merge_digest", merge_and_delete_the_list)
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.status, upload.created) == (Import.Status.DONE, 2)


def batches_of(monkeypatch, rows):
    """Have rows read one by one, so many in a batch."""
    monkeypatch.setattr(pieces, "SIZE", 1)
    monkeypatch.setattr(pieces, "_ROWS", rows)


class Killed(BaseException):
    """The worker is gone, as far as the database knows."""


def die_in_batch(monkeypatch, number):
    """Have the worker die inside the transaction of a batch, after everything was written."""
    write, met = importing._write, []

    def write_and_die(upload, fields):
        write(upload, fields)
        met.append("processed" in fields)
        if sum(met) >= number and met[-1]:
            raise Killed

    monkeypatch.setattr(importing, "_write", write_and_die)


def expire_lease(upload):
    Import.objects.filter(pk=upload.pk).update(lease_until=Now() - importing.LEASE)


CONTENT = "Tel,Nombre\n" + "".join(
    f"6123{n:05},P{n}\n" + (f"6123{n - 7:05},again\n12,bad\n" if n > 10 and n % 9 == 0 else "")
    for n in range(60)
)


@pytest.mark.parametrize("batch", range(1, 9))
def test_an_import_that_was_killed_goes_on_where_it_stopped(shop, monkeypatch, batch):
    whole = read(rows.organization(), CONTENT, list_name="L")
    batches_of(monkeypatch, 9)
    upload = take(shop, CONTENT, list_name="L")
    with monkeypatch.context() as killing:
        die_in_batch(killing, batch)
        with pytest.raises(Killed):
            run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert upload.status == Import.Status.RUNNING
    assert upload.processed == 9 * (batch - 1)

    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert upload.status == Import.Status.RUNNING, "its lease has not expired"

    expire_lease(upload)
    assert waiting_imports() == [upload.pk]
    tasks.sweep_imports.apply()
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert upload.status == Import.Status.DONE
    assert counts(upload) == counts(whole)
    assert rejections(upload) == rejections(whole)
    assert upload.contact_list.contacts.count() == whole.contact_list.contacts.count()


def test_a_worker_that_lost_its_claim_writes_nothing(shop, monkeypatch):
    batches_of(monkeypatch, 1)
    upload = take(shop, "Tel\n612345678\n612345679\n")
    take_batch = importing._take
    done: list[bool] = []

    def take_and_be_overtaken(mine, digest, before):
        take_batch(mine, digest, before)
        if not done:  # it sleeps past its lease, and another finishes the import
            done.append(True)
            expire_lease(upload)
            run_import(import_id=upload.pk)

    monkeypatch.setattr(importing, "_take", take_and_be_overtaken)
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert upload.status == Import.Status.DONE
    assert counts(upload) == (2, 0, 0, 0)
    assert upload.fence == 2


def test_an_import_that_kills_every_worker_is_given_up(shop, monkeypatch):
    upload = take(shop, "Tel\n612345678\n")
    with monkeypatch.context() as killing:
        die_in_batch(killing, 1)
        for _ in range(importing.MAX_STALLS):
            with pytest.raises(Killed):
                run_import(import_id=upload.pk)
            expire_lease(upload)
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.status, upload.problem) == (Import.Status.FAILED, {"code": "import_stalled"})
    assert waiting_imports() == []


def test_an_import_whose_worker_never_came_is_found(shop):
    upload = take(shop, "Tel\n612345678\n")
    assert waiting_imports() == []
    Import.objects.filter(pk=upload.pk).update(created_at=Now() - importing.PATIENCE * 2)
    assert waiting_imports() == [upload.pk]


WORKER = """
import django
django.setup()
from contacts import pieces, readers
from contacts.services import imports
pieces.SIZE = 3000
readers.WORTH_PROCESSES = 0
imports.LEASE = imports.dt.timedelta(seconds=1)
imports.run_import(import_id={pk})
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path):
    shop = rows.organization()
    count = 6000
    content = "Tel,Nombre\n" + "".join(
        f"61{n:07},P{n}\n" + (f"+3461{n:07},again\n" if n % 50 == 0 else "") for n in range(count)
    )
    upload = take(shop, content, list_name="L")
    kills = 0
    for _ in range(20):
        worker = _start_worker(upload.pk, tmp_path)
        seen = _progress(upload)
        deadline = time.monotonic() + 30
        while _progress(upload) == seen and worker.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        if worker.poll() is None and kills < 3:
            os.kill(worker.pid, signal.SIGKILL)
            kills += 1
        worker.wait(timeout=60)
        upload.refresh_from_db()
        if upload.is_over:
            break
        expire_lease(upload)
    assert kills == 3
    assert upload.status == Import.Status.DONE
    assert counts(upload) == (count, 0, 0, count // 50)
    assert Contact.objects.filter(organization=shop).count() == count
    assert ListEntry.objects.filter(contact_list=upload.contact_list).count() == count


def _progress(upload):
    return Import.objects.values_list("processed", flat=True).get(pk=upload.pk)


def _start_worker(pk, media):
    name = connection.settings_dict["NAME"]
    address, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    environment = os.environ | {
        "DATABASE_URL": f"{address}/{name}",
        "MEDIA_ROOT": str(media),
        "DJANGO_SETTINGS_MODULE": "callsys.settings",
    }
    command = [sys.executable, "-c", WORKER.format(pk=pk)]
    return subprocess.Popen(command, cwd=django_settings.BASE_DIR, env=environment)


def test_the_pages_are_told_how_far_it_is(shop, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(
        importing, "tell", lambda organization, kind, **data: told.append((kind, data))
    )
    batches_of(monkeypatch, 1)
    upload = read(shop, "Tel\n612345678\n612345679\n")
    assert {kind for kind, _data in told} == {"import"}
    assert {data["id"] for _kind, data in told} == {upload.pk}
    processed = [data["processed"] for _kind, data in told]
    assert processed == sorted(processed)
    assert told[-1][1]["status"] == "done"


def test_a_file_may_come_from_anywhere_that_django_takes_files(shop):
    upload = create_import(
        organization=shop, file=ContentFile(b"Tel\n612345678\n"), filename="../../x/a b.csv"
    )
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert upload.status == Import.Status.DONE
    assert Path(upload.file.path).is_relative_to(Path(django_settings.MEDIA_ROOT))


def test_known_people_are_left_as_they_are_where_only_new_ones_are_wanted(shop):
    read(shop, "Tel,Nombre\n612345678,Ana\n")
    upload = read(shop, "Tel,Nombre\n612345678,Otra\n612345679,Eva\n", mode="create", list_name="L")
    assert (*counts(upload), upload.skipped) == (1, 0, 0, 0, 1)
    assert Contact.objects.get(e164="+34612345678").name == "Ana"
    assert [entry.contact.name for entry in ListEntry.objects.all()] == ["Eva"]


def test_nobody_is_added_where_only_known_ones_are_to_change(shop):
    read(shop, "Tel,Nombre\n612345678,Ana\n")
    upload = read(shop, "Tel,Nombre\n612345678,Ana Gil\n612345679,Eva\n", mode="update")
    assert (*counts(upload), upload.skipped) == (0, 1, 0, 0, 1)
    assert list(Contact.objects.values_list("name", flat=True)) == ["Ana Gil"]


def test_a_dry_run_counts_and_changes_nothing(shop, monkeypatch):
    read(shop, "Tel,Nombre\n612345678,Ana\n")
    batches_of(monkeypatch, 2)
    content = "Tel,Nombre,Lista\n612345678,Otra,\n612345679,Eva,VIP\n12,x,\n612345679,Eva,\n"
    upload = read(shop, content, dry_run=True)
    assert counts(upload) == (1, 1, 0, 2)
    assert rejections(upload)[1] == (5, "duplicate_in_file", "3")
    assert list(Contact.objects.values_list("name", flat=True)) == ["Ana"]
    assert not ContactList.objects.exists()
    earnest = repeat_import(upload=upload, user=None)
    run_import(import_id=earnest.pk)
    earnest.refresh_from_db()
    assert counts(earnest) == counts(upload)
    assert Contact.objects.count() == 2


def test_lists_may_be_a_column(shop):
    upload = read(shop, "Tel,Lista\n612345678,VIP; Navidad\n612345679,VIP\n612345670,\n")
    assert counts(upload) == (3, 0, 0, 0)
    sizes = {found.name: found.contacts.count() for found in ContactList.objects.all()}
    assert sizes == {"VIP": 2, "Navidad": 1}


def test_a_draft_waits_and_remembers_what_its_columns_are(shop):
    content = "Quién,A dónde,Secreto\nAna,612345678,x\n"
    with pytest.raises(BadFile):
        take(shop, content)
    upload = take(shop, content, draft=True)
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert upload.status == Import.Status.DRAFT
    look = look_again(upload)
    assert (look.encoding, look.separator, look.rows) == (
        "utf-8",
        ",",
        (["Ana", "612345678", "x"],),
    )
    with pytest.raises(BadFile) as caught:
        start_import(upload=upload, roles=["name", "name", "phone"])
    assert caught.value.code == "columns_twice"
    start_import(upload=upload, roles=["name", "phone", "ignore"])
    run_import(import_id=upload.pk)
    ana = Contact.objects.get()
    assert (ana.name, ana.attributes) == ("Ana", {})
    with pytest.raises(DomainError):
        start_import(upload=upload, roles=["name", "phone", "ignore"])
    assert read(shop, "Quién,A dónde,Secreto\nEva,612345679,y\n").created == 1


def test_a_canceled_import_keeps_what_was_read_and_reads_no_more(shop, monkeypatch):
    batches_of(monkeypatch, 1)
    upload = take(shop, "Tel\n612345678\n612345679\n612345670\n")
    take_batch = importing._take

    def take_and_be_canceled(mine, digest, before):
        take_batch(mine, digest, before)
        cancel_import(upload=upload)

    monkeypatch.setattr(importing, "_take", take_and_be_canceled)
    run_import(import_id=upload.pk)
    upload.refresh_from_db()
    assert (upload.status, upload.processed, upload.total) == (Import.Status.CANCELED, 1, 1)
    assert upload.sentence
    assert Contact.objects.count() == 1
    assert not ImportedNumber.objects.exists()


def test_an_e_mail_that_no_column_holds_stays_an_attribute(shop):
    long = f"{'a' * 60}@{'b.' * 100}example"
    read(shop, f"Tel,Email\n612345678,{long}\n")
    assert Contact.objects.get().attributes == {"Email": long}
