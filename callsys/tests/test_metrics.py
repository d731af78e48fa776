"""What Prometheus is shown."""

import pytest
from django.test import Client
from pytest_django import Settings

from voice.metrics import observe


def test_without_the_token_there_is_no_such_page(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = "right"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404


def test_the_stages_of_a_turn_are_counted(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    settings.METRICS_TOKEN = "right"
    observe("a test", [{"total": 800.0, "own": 2.0}])
    answer = client.get("/metrics", headers={"Authorization": "Bearer right"})
    text = answer.content.decode()
    assert 'callsys_turn_seconds_bucket{le="0.0025",line="a test",stage="own"} 1.0' in text
    assert 'callsys_turn_seconds_sum{line="a test",stage="total"} 0.8' in text
    assert "callsys_audio_requests" in text
