"""Signed links, on disk and in a bucket; and the sound that they lead to."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile

from audio.links import _signature, is_valid, link_to, sound_storage
from audio.wav import wav

NAME = "clips/1/ab/sound.wav"
SOUND = wav(bytes(range(256)))


def test_the_signature_is_the_one_that_nginx_computes(settings):
    """nginx is asked for sound by such links in `launcher.tests.test_nginx`."""
    settings.SOUND_LINK_SECRET = "thesecretofthistest"
    written = b"1700000000/sound/clip.wav thesecretofthistest"
    digest = hashlib.md5(written, usedforsecurity=False).digest()
    signature = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert _signature("/sound/clip.wav", 1700000000) == signature


@pytest.fixture
def link():
    sound_storage().save(NAME, ContentFile(SOUND))
    return link_to(NAME)


def parts(link):
    asked = parse_qs(urlsplit(link).query)
    return {"expires": asked["e"][0], "signature": asked["s"][0]}


def test_a_link_is_followed_without_signing_in(client, link):
    answer = client.get(link)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "audio/wav"
    assert b"".join(answer.streaming_content) == SOUND


def test_it_stays_the_same_for_a_while_so_that_it_can_be_cached(monkeypatch):
    monkeypatch.setattr("audio.links.time.time", lambda: 900.0)
    first = link_to(NAME, base="https://calls.example")
    monkeypatch.setattr("audio.links.time.time", lambda: 1199.0)
    assert link_to(NAME, base="https://calls.example") == first
    assert is_valid(NAME, **parts(first))
    monkeypatch.setattr("audio.links.time.time", lambda: 1501.0)
    assert not is_valid(NAME, **parts(first))


@pytest.mark.parametrize(
    "change",
    [
        lambda link: link.replace("sound.wav", "other.wav"),
        lambda link: link[:-1] + ("A" if link[-1] != "A" else "B"),
        lambda link: link.replace("?e=", "?e=1"),
        lambda link: link.replace("?e=", "?e=²"),
        lambda link: link.partition("?")[0],
        lambda link: link.partition("&")[0],
    ],
)
def test_a_link_that_was_touched_is_worth_nothing(client, link, change):
    assert client.get(change(link)).status_code == 403


def test_a_sound_that_is_gone_is_not_found(client, link):
    sound_storage().delete(NAME)
    assert client.get(link).status_code == 404


def test_a_player_may_ask_for_a_part(client, link):
    answer = client.get(link, headers={"Range": "bytes=10-19"})
    assert answer.status_code == 206
    assert answer.content == SOUND[10:20]
    assert answer["Content-Range"] == f"bytes 10-19/{len(SOUND)}"
    assert client.get(link, headers={"Range": "bytes=99999-"}).status_code == 416
