"""Whatever is uploaded ends in rows or in a sentence: no page breaks, and memory stays small."""

import resource
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts import services
from contacts.models import Import
from contacts.tests.damage import bomb, claiming, some_file
from tests import rows

MEMORY = 512 << 20


@pytest.fixture
def upload(db, settings, tmp_path, monkeypatch):
    """Upload a file on the page and follow it to its end; the import, or None if it was refused."""
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("contacts.import_views.wake_for", lambda pk: None)
    shop = rows.organization(default_country="ES")
    browser = rows.browser(shop)

    def upload(name, content, *, review=False, shown=True):
        before = Import.objects.count()
        asked = {"list_name": "Fuzz", "default_country": "ES"} | (
            {"review": "on"} if review else {}
        )
        file = {"file": SimpleUploadedFile(name, content)}
        answer = browser.post(reverse("contacts:import"), asked | file)
        assert answer.status_code in (302, 422), (name, content[:80])
        if Import.objects.count() == before:
            assert answer.status_code == 422
            return None
        made = Import.objects.latest("pk")
        if made.status == Import.Status.DRAFT:
            page = browser.get(reverse("contacts:import_review", args=[made.pk]))
            assert page.status_code < 500
            Import.objects.filter(pk=made.pk).update(status=Import.Status.PENDING)
        services.run_import(import_id=made.pk)
        made.refresh_from_db()
        assert made.is_over
        assert made.processed == made.total == made.imported + made.skipped + made.rejected
        assert made.status == Import.Status.DONE or made.sentence
        if not shown:
            return made
        page = browser.get(reverse("contacts:import_detail", args=[made.pk]))
        assert page.status_code == 200
        rejected = browser.get(reverse("contacts:rejected", args=[made.pk]))
        assert b"".join(rejected.streaming_content)  # type: ignore[attr-defined]
        return made

    return upload


def upload_some(upload, numbers):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of earlier tests
    for number in numbers:
        upload(*some_file(number), review=number % 4 == 0, shown=number % 8 == 0)
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert ours * 1024 <= MEMORY
    assert children == others or children * 1024 <= MEMORY


def test_files_made_by_chance_break_nothing(upload):
    upload_some(upload, range(40))


@pytest.mark.long
@pytest.mark.parametrize("thousand", range(10))
def test_ten_thousand_files_break_nothing(upload, thousand):
    upload_some(upload, range(1000 * thousand, 1000 * (thousand + 1)))


def test_a_workbook_that_claims_ten_gigabytes_is_refused(upload):
    made = upload("a.xlsx", claiming(10 << 30))
    assert made.problem["code"] == "workbook_too_big"


def test_a_bomb_is_refused(upload):
    made = upload("a.xlsx", bomb(60 << 20))
    assert made.problem["code"] == "workbook_too_big"


@pytest.mark.long
@pytest.mark.parametrize("make", [lambda: bomb(1 << 30), lambda: claiming(10 << 30)])
def test_both_are_refused_within_two_seconds(upload, make):
    content = make()
    began = time.monotonic()
    assert upload("a.xlsx", content).problem["code"] == "workbook_too_big"
    assert time.monotonic() - began < 2
