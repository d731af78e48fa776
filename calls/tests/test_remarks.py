"""What colleagues say about a call, and the picture of its sound."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from calls import privacy
from calls.models import CallFeedback, CallNote
from calls.waveform import waves_of
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return rows.organization()


@pytest.fixture
def call(shop):
    return rows.call(shop)


def test_a_note_stands_with_its_writer_until_they_take_it_back(shop, call):
    writer, other = rows.browser(shop, Role.VIEWER), rows.browser(shop, Role.OPERATOR)
    writer.post(reverse("calls:note", args=[call.pk]), {"text": " Llamar en mayo. "})
    note = CallNote.objects.get()
    assert note.text == "Llamar en mayo."
    gone = reverse("calls:note_delete", args=[call.pk, note.pk])
    page = other.get(reverse("calls:detail", args=[call.pk])).text
    assert "Llamar en mayo." in page
    assert gone not in page
    other.post(gone)
    assert CallNote.objects.exists()
    writer.post(gone)
    assert not CallNote.objects.exists()


def test_a_note_has_words(shop, call):
    browser = rows.browser(shop)
    for text in ("", "  ", "x" * 2001):
        browser.post(reverse("calls:note", args=[call.pk]), {"text": text})
    assert not CallNote.objects.exists()


def test_each_has_one_opinion_and_may_change_it(shop, call):
    browser, address = rows.browser(shop), reverse("calls:feedback", args=[call.pk])
    browser.post(address, {"is_good": "yes", "tag": "facts"})
    browser.post(address, {"is_good": "no", "tag": "pace"})
    browser.post(address, {"is_good": "perhaps"})
    rows.browser(shop).post(address, {"is_good": "yes"})
    found = set(CallFeedback.objects.values_list("is_good", "tag"))
    assert found == {(False, "pace"), (True, "")}
    assert "Its pace" in browser.get(reverse("calls:detail", args=[call.pk])).text


def test_notes_are_of_the_person_and_forgotten_with_them(call):
    CallNote.objects.create(call=call, text="Su hija se casa.")
    assert privacy.export(call.contact)[0]["notes"] == ["Su hija se casa."]
    privacy.erase(call.contact)
    assert not CallNote.objects.exists()


def test_one_voice_grows_both_ways_and_of_two_each_its_own():
    (one,) = waves_of([[0, 100]])
    assert one.path == "M0 49h2v2h-2zM3 2h2v96h-2z"
    up, down = waves_of([[100], [100]])
    assert (up.path, down.path) == ("M0 2h2v48h-2z", "M0 50h2v48h-2z")
    assert waves_of([]) == []
