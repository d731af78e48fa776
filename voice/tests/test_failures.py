"""What the person hears when something fails, and how the call ends.

Time is not measured: what ends a wait is a deadline of ours, and those are short (the last test).
Here they are shortened, so that nobody waits for them.
"""

import pytest

from calls.line import LINE_LOST, line_note
from calls.models import Call, Turn
from calls.trunks import addresses_of
from conversations.models import Agent
from conversations.phrases import phrases_in
from conversations.voices import speech_account
from voice import answer, thinking
from voice.stream import listener, speaker
from voice.tests.caller import Caller, spoken
from voice.tests.peer import WAIT, eventually
from voice.tests.people import answered_call
from voice.tests.provider import Provider, verbs
from voice.tests.rehearsal import SPEED_OF_SOUND, World

PHRASES = phrases_in("es")
SOON = 0.25


class Line:
    """A stream of a call, and the webhooks around it."""

    def __init__(self, world: World) -> None:
        world.asks("speed", {"speed": SPEED_OF_SOUND})
        world.settings.SIMULATOR_SPEED = SPEED_OF_SOUND
        self.world = world
        self.call = answered_call(voice_mode=Agent.VoiceMode.STREAM)
        self.addresses = addresses_of(self.call.trunk)
        self.provider = Provider(self.call)
        account = speech_account(self.call.organization)
        self.yes = spoken("Sí, soy yo, dígame.", account.base_url)

    def opens(self) -> Caller:
        return Caller(self.addresses.stream_socket(self.call.token))

    def goes_on(self, *, again: bool = False) -> list[str]:
        """What Twilio is told after the stream: verbs, and the words in them."""
        url = self.addresses.connected(self.call.token) + ("?again=1" if again else "")
        told = verbs(self.provider.posts(url, StreamSid="MZ1", CallStatus="in-progress"))
        return [part for verb in told for part in [verb.tag, *verb.itertext()] if part.strip()]

    def why(self) -> str:
        self.world.has_written()
        note = line_note(self.call, LINE_LOST) or {}
        return note.get("failure", "")

    def ends(self) -> Call:
        """The person hangs up."""
        url = self.addresses.status(self.call.token)
        self.provider.posts(url, **self.provider.report("completed", 3, CallDuration="9"))
        self.call.refresh_from_db()
        return self.call


DEADLINES = {"voice": "SOUNDS_WITHIN", "ear": "ANSWERS_WITHIN", "model": "STALLS_AFTER"}
MODULES = {"voice": speaker, "ear": listener, "model": answer}


@pytest.fixture
def line(rehearsal: World, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Line:
    """Whoever stalls in this test (`request.param`) is given up soon; nobody else ever is."""
    stalls = getattr(request, "param", "")
    for part, name in DEADLINES.items():
        monkeypatch.setattr(MODULES[part], name, SOON if part == stalls else WAIT)
    return Line(rehearsal)


@pytest.mark.parametrize(
    ("line", "kind", "why"),
    [
        ("voice", "speech_slow", "voice_stalled"),
        ("", "speech_concurrency", "voice:too_many_concurrent_requests"),
        ("", "speech_busy", "voice:system_busy"),
        ("", "speech_quota", "voice:quota_exceeded"),
        ("", "speech_cut", "voice:closed"),
    ],
    indirect=["line"],
)
def test_a_voice_that_fails_is_replaced_by_twilios(line: Line, kind: str, why: str) -> None:
    line.world.breaks(kind=kind, seconds=1000)
    with line.opens() as caller:
        assert caller.is_let_go() == 1000
    assert line.why() == why
    verb, words = line.goes_on()[:2]
    assert verb in ("Say", "Gather")
    assert "inteligencia artificial" in words  # nobody has heard it yet
    assert (line.ends().status, line.call.ended_at is not None) == ("completed", True)


@pytest.mark.parametrize(
    ("line", "kind", "why"),
    [("ear", "hearing_stall", "ear_stalled"), ("", "hearing_cut", "ear:closed")],
    indirect=["line"],
)
def test_when_the_ear_fails_the_person_is_asked_by_webhooks(
    line: Line, kind: str, why: str
) -> None:
    line.world.breaks(kind=kind, seconds=1000)
    with line.opens() as caller:
        caller.speaks(line.yes)
        assert caller.is_let_go() == 1000
    assert line.why() == why
    said = line.goes_on()
    assert "Gather" in said
    assert len(said) > 1  # and it says something before it listens
    assert line.ends().status == "completed"


@pytest.mark.long  # the greeting is listened to; the same on a relay is in `test_relay_session`
@pytest.mark.parametrize(
    ("line", "kind", "heard"),
    [("model", "model_slow", PHRASES.moment[0]), ("", "model_429", PHRASES.trouble)],
    indirect=["line"],
)
def test_while_the_model_fails_the_agent_speaks_all_the_same(
    line: Line, kind: str, heard: str
) -> None:
    line.world.breaks(kind=kind, seconds=1000)
    with line.opens() as caller:
        caller.hears_all()
        caller.speaks(line.yes)
        assert caller.hears()
        if kind == "model_429":
            eventually(lambda: Turn.objects.filter(call=line.call, text=heard).exists())
        caller.drops()
    line.world.has_written()
    last = Turn.objects.filter(call=line.call).latest("number")
    assert last.role == "agent"
    assert heard.startswith(last.text.split(",")[0])
    assert line.ends().status == "completed"


def test_a_socket_that_breaks_is_opened_again_and_the_agent_speaks_first(line: Line) -> None:
    with line.opens() as caller:
        caller.hears()
        caller.drops()
    assert line.goes_on() == ["Connect"]
    with line.opens() as caller:
        assert caller.hears()
        caller.drops()
    line.world.has_written()
    texts = Turn.objects.filter(call=line.call).values_list("text", flat=True)
    assert any(PHRASES.trouble.startswith(text) for text in texts if text)
    assert line.ends().status == "completed"


def test_a_socket_that_is_refused_twice_is_replaced_by_webhooks(line: Line) -> None:
    assert line.goes_on() == ["Connect"]
    said = line.goes_on(again=True)
    assert "Gather" in said
    assert "inteligencia artificial" in " ".join(said)
    assert line.ends().status == "completed"


def test_nobody_waits_for_longer_than_three_seconds() -> None:
    assert speaker.SOUNDS_WITHIN <= 2
    assert listener.ANSWERS_WITHIN <= 2
    assert answer.STALLS_AFTER <= 2
    assert thinking.ANSWERS_WITHIN <= 2
