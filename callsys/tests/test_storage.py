"""Sound in a bucket instead of on disk."""

from urllib.parse import parse_qs, urlsplit

from audio.links import link_to
from callsys.storage import sound_storage

NAME = "clips/1/ab/sound.wav"


def test_in_a_bucket_the_bucket_signs(tmp_path, monkeypatch, settings):
    for name, value in {
        "R2_BUCKET": "sound",
        "R2_ACCOUNT_ID": "acc",
        "R2_ACCESS_KEY_ID": "id",
        "R2_SECRET_ACCESS_KEY": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "sound": sound_storage(tmp_path)}
    link = urlsplit(link_to(NAME, base="https://calls.example"))
    assert link.netloc == "acc.r2.cloudflarestorage.com"
    assert link.path == f"/sound/{NAME}"
    asked = parse_qs(link.query)
    assert asked["X-Amz-Expires"] == ["300"]
    assert asked["X-Amz-Signature"]
