"""What Twilio reports, in any order and as often as it likes."""

import json
import logging
from hashlib import sha256
from itertools import permutations

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from calls.models import Call, CallEvent
from calls.story import story_of
from providers.telephony.twilio.signature import sign
from voice.tests.peer import SECRET
from voice.tests.people import answered_call
from voice.tests.provider import ADDRESSES, WEB, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("called")]

LIFE = (("initiated", 0), ("ringing", 1), ("in-progress", 2), ("completed", 3))
ENDED = {"CallDuration": "49", "Duration": "1", "SipResponseCode": "200"}


def queued_call(number: str = "+34600000001") -> Call:
    call = answered_call(number=number)
    Call.objects.filter(pk=call.pk).update(status="queued")
    return call


def state(call: Call) -> tuple[object, ...]:
    call.refresh_from_db()
    return (
        call.status,
        call.duration,
        call.ringing_at,
        call.answered_at,
        call.ended_at,
        call.outcome,
        CallEvent.objects.filter(call=call).count(),
    )


def test_whatever_the_order_and_however_often_the_call_ends_the_same() -> None:
    ends = set()
    for number, order in enumerate(permutations(LIFE)):
        call = queued_call(f"+3460000{number:04}")
        provider = Provider(call)
        for status, sequence in (*order, *order[::-1]):
            more = ENDED if status == "completed" else {}
            assert provider.reports(status, sequence, **more).status_code == 204
        ends.add(state(call))
    assert len(ends) == 1
    end = ends.pop()
    assert (end[0], end[1], end[-1]) == ("completed", 49, 4)


def test_a_busy_line_is_busy_though_ringing_is_told_afterwards() -> None:
    call = queued_call()
    Provider(call).reports("busy", 2, SipResponseCode="486")
    Provider(call).reports("ringing", 1)
    call.refresh_from_db()
    assert (call.status, call.outcome) == ("busy", "busy")


def test_what_twilio_did_not_sign_changes_nothing_and_leaves_no_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    call = queued_call()
    provider = Provider(call)
    before, url = state(call), ADDRESSES.status(call.token)
    form = provider.report("completed", 3)
    with caplog.at_level(logging.DEBUG):
        assert provider.sends(url, form).status_code == 403
        assert provider.sends(url, form, HTTP_X_TWILIO_SIGNATURE="x").status_code == 403
        assert Provider(call, secret="another").reports("completed", 3).status_code == 403
        unknown = ADDRESSES.status("0" * 32)
        assert provider.posts(unknown, **form).status_code == 403
        for_another_path = sign(SECRET, ADDRESSES.answer(call.token), form.items())
        assert (
            provider.sends(url, form, HTTP_X_TWILIO_SIGNATURE=for_another_path).status_code == 403
        )
    assert state(call) == before
    assert call.to_number not in caplog.text
    assert call.from_number not in caplog.text


def test_only_posts_are_listened_to() -> None:
    assert Client().get(f"/webhooks/twilio/{queued_call().token}/status").status_code == 405


def test_the_real_account_cannot_speak_for_the_simulator_nor_the_other_way_round(
    settings: Settings,
) -> None:
    settings.TWILIO_AUTH_TOKEN = "of-the-real-account"
    settings.PUBLIC_URL = WEB
    call = queued_call()
    assert Provider(call, secret="of-the-real-account").reports("ringing", 1).status_code == 403
    assert Provider(call).reports("ringing", 1).status_code == 204


def test_a_proxy_or_a_liar_may_say_what_it_likes_of_our_address() -> None:
    call = queued_call()
    provider = Provider(call)
    url, form = f"{WEB}/webhooks/twilio/{call.token}/status", provider.report("ringing", 1)
    lies = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
    lies |= {"HTTP_X_FORWARDED_PROTO": "http", "HTTP_X_FORWARDED_PORT": "8080"}
    signed = sign(SECRET, url, form.items())
    assert provider.sends(url, form, HTTP_X_TWILIO_SIGNATURE=signed, **lies).status_code == 204
    elsewhere = url.replace("callsys.example.com", "evil.example")
    signed = sign(SECRET, elsewhere, form.items())
    assert provider.sends(url, form, HTTP_X_TWILIO_SIGNATURE=signed, **lies).status_code == 403


def test_the_port_may_be_part_of_what_is_signed() -> None:
    call = queued_call()
    url = ADDRESSES.status(call.token).partition("#")[0]
    with_port = url.replace("example.com/", "example.com:443/")
    form = Provider(call).report("ringing", 1)
    assert Provider(call).posts(url, with_port, **form).status_code == 204


def test_a_signed_json_body_is_let_in_by_its_hash_and_understood_by_nobody() -> None:
    call = queued_call()
    body = json.dumps({"CallStatus": "completed"})
    url = f"{WEB}/webhooks/twilio/{call.token}/status"
    url += f"?bodySHA256={sha256(body.encode()).hexdigest()}"
    client = Client(headers={"x-twilio-signature": sign(SECRET, url)})
    target = url.removeprefix(WEB)
    assert client.post(target, body, content_type="application/json").status_code == 204
    assert client.post(target, "{}", content_type="application/json").status_code == 403
    call.refresh_from_db()
    assert call.status == "queued"


@pytest.mark.parametrize(
    "odd",
    [
        {"CallStatus": "dancing"},
        {"CallStatus": ""},
        {"CallSid": "CA\0"},
        {"CallDuration": "9" * 30},
        {"CallDuration": "-1"},
        {"ErrorMessage": "\0\0", "ErrorCode": "x" * 500},
        {"AnsweredBy": "\0" * 100},
        {"Timestamp": "Fri, 31 Dec 9999 23:59:59 -1400"},
        {"SequenceNumber": "no number at all"},
        {"SipResponseCode": "💥"},
    ],
)
def test_signed_but_odd_is_never_our_failure(odd: dict[str, str]) -> None:
    call = queued_call()
    provider = Provider(call)
    form = provider.report("failed", 3) | odd
    assert provider.posts(ADDRESSES.status(call.token), **form).status_code == 204


class TestWhatRunsBesideACall:
    """Streams and transcriptions move no call, and are told in its story."""

    def told(self, call: Call, source: str) -> list[dict[str, str]]:
        events = CallEvent.objects.filter(call=call, source=source).order_by("key")
        return [event.data for event in events]

    def test_a_streams_beginning_end_and_failure_are_kept_once(self) -> None:
        call = answered_call()
        url, sid = ADDRESSES.streamed(call.token), "MZ" + "a" * 32
        error = {"StreamError": "31921: closed", "Timestamp": "2026-11-23T10:00:00+00:00"}
        for event, more in (("started", {}), ("error", error), ("error", error), ("odd", {})):
            form = {"StreamSid": sid, "StreamEvent": f"stream-{event}", **more}
            assert Provider(call).posts(url, **form).status_code == 204
        assert self.told(call, "stream") == [
            {"event": "error", "error_code": "31921", "told": "31921: closed"},
            {"event": "started"},
        ]
        assert state(call)[0] == "in_progress"
        with translation.override("en"):
            said = [(str(moment.label), moment.detail) for moment in story_of(call).moments]
        assert (
            "The call's sound was lost",
            "The live line broke off in the middle of the call.",
        ) in said

    def test_a_transcription_is_kept_side_by_side(self) -> None:
        call = answered_call()
        url, sid = ADDRESSES.transcribed(call.token), "GT" + "b" * 32
        final = {"TranscriptionEvent": "transcription-content", "Final": "true"}
        heard = {"Track": "inbound_track", "TranscriptionData": '{"transcript": " Sí. "}'}
        for sequence, form in enumerate(
            (
                {"TranscriptionEvent": "transcription-started"},
                {**final, **heard},
                {**final, **heard, "Final": "false"},
                {**final, "Track": "outbound_track", "TranscriptionData": "[1"},
                {**final, "Track": "outbound_track", "TranscriptionData": '{"transcript": 7}'},
            )
        ):
            numbered = {**form, "TranscriptionSid": sid, "SequenceNumber": str(sequence)}
            assert Provider(call).posts(url, **numbered).status_code == 204
        assert self.told(call, "transcription") == [
            {"event": "content", "party": "person", "text": "Sí."},
            {"event": "started"},
        ]

    @pytest.mark.parametrize("name", ["streamed", "transcribed"])
    def test_strangers_are_refused(self, name: str) -> None:
        call = answered_call()
        url = getattr(ADDRESSES, name)(call.token)
        forger = Provider(call, secret="another")
        assert forger.posts(url, StreamSid="MZ" + "a" * 32).status_code == 403
        assert not CallEvent.objects.exists()
