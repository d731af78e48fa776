"""Sound and words of calls go when their organisation no longer keeps them; the calls stay."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from audio.links import sound_storage
from calls.models import Call, Recording, Turn
from contacts import services
from tests import rows

NOW = timezone.now()
DAY = dt.timedelta(days=1)


@pytest.fixture
def shop(db):
    return rows.organization()


def a_call(shop, *, days):
    call = rows.call(shop, ended_at=NOW - DAY * days, summary="Wants a visit", last_said="Adiós")
    Turn.objects.create(call=call, number=1, role="person", text="Buenos días", said_at_ms=0)
    recording = Recording.objects.create(
        call=call, provider_id="RE1", state="ready", name=f"{call.pk}.mp3", fetch_at=NOW
    )
    Recording.objects.filter(pk=recording.pk).update(created_at=NOW - DAY * days)
    sound_storage().save(recording.name, ContentFile(b"sound"))
    return call


def test_what_is_older_than_told_goes_and_what_is_not_stays(
    shop, django_capture_on_commit_callbacks
):
    services.keep_for(organization=shop, recordings_days=30, transcripts_days=60)
    old, middle, fresh = (a_call(shop, days=days) for days in (70, 40, 10))
    foreign = a_call(rows.organization(), days=400)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.forget_what_is_old()["aged"] == 3
    assert set(Turn.objects.values_list("call", flat=True)) == {middle.pk, fresh.pk, foreign.pk}
    assert set(Recording.objects.values_list("call", flat=True)) == {fresh.pk, foreign.pk}
    assert [sound_storage().exists(f"{call.pk}.mp3") for call in (old, middle, fresh)] == [
        False, False, True,
    ]  # fmt: skip
    kept = Call.objects.get(pk=old.pk)
    assert (kept.summary, kept.last_said) == ("Wants a visit", "")
    assert services.forget_what_is_old()["aged"] == 0
