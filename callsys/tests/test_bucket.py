"""Sound in a bucket: the storage of R2_BUCKET, over a real socket."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from django.core.files.base import ContentFile
from pytest_django import Settings

from audio.links import link_to, sound_storage
from callsys.storage import sound_storage as entry
from callsys.tests.bucket import KEY, SECRET, Bucket, bucket

NAME = "clips/1/ab/ñ 1.wav"


@pytest.fixture
def kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with bucket() as server:
        monkeypatch.setenv("R2_BUCKET", "sound")
        monkeypatch.setenv("R2_ENDPOINT_URL", server.url)
        monkeypatch.setenv("R2_ACCESS_KEY_ID", KEY)
        monkeypatch.setenv("R2_SECRET_ACCESS_KEY", SECRET)
        settings.STORAGES = {**settings.STORAGES, "sound": entry(Path("unused"))}
        yield server


def test_a_sound_is_kept_found_read_and_thrown_away(kept: Bucket) -> None:
    storage = sound_storage()
    assert storage.save(NAME, ContentFile(b"RIFF first")) == NAME
    assert storage.save(NAME, ContentFile(b"RIFF sound")) == NAME  # the same sound, made again
    assert list(kept.objects.values()) == [b"RIFF sound"]
    assert storage.exists(NAME)
    with storage.open(NAME) as file:
        assert file.read() == b"RIFF sound"
    storage.delete(NAME)
    assert not storage.exists(NAME)
    assert kept.refused == []


def test_its_link_opens_it_for_anybody_and_nothing_else(kept: Bucket) -> None:
    sound_storage().save(NAME, ContentFile(b"RIFF sound"))
    sound_storage().save("other.wav", ContentFile(b"RIFF other"))
    link = link_to(NAME)
    with urllib.request.urlopen(link, timeout=10) as answer:
        assert answer.read() == b"RIFF sound"
    other = link.replace("clips/1/ab/%C3%B1%201.wav", "other.wav")
    assert other != link
    for wrong in (other, link.partition("?")[0]):
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(wrong, timeout=10)
        assert refused.value.code == 403
