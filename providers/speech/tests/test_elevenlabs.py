"""ElevenLabs' protocols through its SDK and our sockets, over real ones against the simulator."""

import asyncio
from contextlib import aclosing

import pytest

from providers.errors import Ambiguous, ProviderError, RateLimited, Refused
from providers.rehearsal import NotASimulator
from providers.speech.base import OutOfQuota, TooManyAtOnce, Voicing
from providers.speech.registry import Account, close_speech, speech_for

VOICE = Voicing(voice="simLucia0000000000ES", model="eleven_flash_v2_5", language="es")
HELLO = "Buenos días, ¿hablo con Lucía Pérez?"
SECOND = 8000


@pytest.fixture
async def speech(simulator):
    account = Account(api_key="k", base_url=f"{simulator.url}/elevenlabs", is_rehearsal=True)
    yield speech_for(account)
    await close_speech()


def struck(simulator):
    return sum(fault["struck"] for fault in simulator.get("faults")["faults"])


async def final_of(ear):
    async for words in ear:
        if words.final:
            return words.text
    raise AssertionError("the ear was closed")


# --- requests


async def test_a_text_is_bought_once_and_sounds_like_the_telephone(speech, simulator):
    sound = await speech.speak(HELLO, VOICE)
    assert SECOND < len(sound.audio) < 8 * SECOND
    assert sound.credits == len(HELLO) // 2
    (bought,) = simulator.get("ledger?kind=speech")["entries"]
    assert bought["text"] == HELLO and bought["format"] == "ulaw_8000"


async def test_a_stream_is_the_same_sound_in_pieces(speech):
    async with aclosing(speech.stream(HELLO, VOICE)) as stream:
        pieces = [piece async for piece in stream]
    assert len(pieces) > 3
    assert b"".join(pieces) == (await speech.speak(HELLO, VOICE)).audio


async def test_voices_have_previews(speech):
    voices = await speech.voices()
    assert {"es", "en"} == {voice.language for voice in voices}
    assert all(voice.preview_url.endswith(".wav") for voice in voices)


async def test_a_preview_is_a_sound(speech):
    voice = (await speech.voices())[0]
    assert (await speech.preview(voice))[:4] == b"RIFF"


async def test_the_quota_goes_down(speech):
    before = await speech.quota()
    await speech.speak(HELLO, VOICE)
    after = await speech.quota()
    assert after.used - before.used == len(HELLO) // 2
    assert after.left == after.limit - after.used


# --- refusals


async def test_an_empty_account_is_not_asked_again(speech, simulator):
    simulator.post("faults", {"kind": "speech_quota"})
    for _ in range(3):
        with pytest.raises(OutOfQuota) as caught:
            await speech.speak(HELLO, VOICE)
        assert not caught.value.retryable
    with pytest.raises(OutOfQuota):
        await mouth_of(speech)
    assert struck(simulator) == 1


async def test_too_many_at_once_halves_what_is_asked_at_once(speech, simulator):
    simulator.post("faults", {"kind": "speech_concurrency", "count": 2})
    assert (await speech.speak(HELLO, VOICE)).audio
    assert struck(simulator) == 2
    assert 7 <= speech._client().pace.limit < 10


async def test_a_busy_vendor_is_asked_later_and_no_less(speech, simulator):
    simulator.post("faults", {"kind": "speech_busy", "count": 2, "retry_after": 0.05})
    assert (await speech.speak(HELLO, VOICE)).audio
    assert struck(simulator) == 2
    assert speech._client().pace.limit == 30


async def test_a_vendor_that_stays_busy_is_given_up(speech, simulator):
    simulator.post("faults", {"kind": "speech_busy", "retry_after": 60})
    with pytest.raises(RateLimited) as caught:
        await speech.speak(HELLO, VOICE)
    assert not isinstance(caught.value, TooManyAtOnce)
    assert caught.value.retry_after == 60
    assert struck(simulator) == 1


async def test_with_success_the_limit_grows_back_to_the_vendors_own(speech):
    pace = speech._client().pace
    pace.learn(TooManyAtOnce("too many"))
    pace.learn(TooManyAtOnce("too many"))
    assert pace.limit == 7
    await asyncio.gather(*(speech.speak(f"{HELLO} {n}", VOICE) for n in range(9)))
    assert 7 < pace.limit <= 30


@pytest.mark.parametrize("kind", ["speech_500", "speech_cut"])
async def test_what_breaks_may_be_asked_again(speech, simulator, kind):
    simulator.post("faults", {"kind": kind})
    with pytest.raises(ProviderError) as caught:
        await speech.speak(HELLO, VOICE)
    assert caught.value.retryable
    assert struck(simulator) == 1


async def test_a_stream_that_breaks_off_is_no_sound(speech, simulator):
    simulator.post("faults", {"kind": "speech_cut"})
    heard = []
    with pytest.raises(Ambiguous):
        async for piece in speech.stream(HELLO, VOICE):
            heard.append(piece)
    assert heard


@pytest.mark.parametrize(
    "wrong", [Voicing("nobody", "eleven_flash_v2_5"), Voicing(VOICE.voice, "no_model")]
)
async def test_what_does_not_exist_is_a_definite_no(speech, wrong):
    with pytest.raises(Refused) as caught:
        await speech.speak(HELLO, wrong)
    assert not caught.value.retryable


def test_a_rehearsal_never_leaves_this_machine():
    with pytest.raises(NotASimulator):
        speech_for(Account(api_key="k", is_rehearsal=True))


def test_a_key_is_never_printed():
    account = Account(api_key="secret-key", base_url="http://127.0.0.1:9")
    assert "secret-key" not in repr(account) + repr(speech_for(account))


# --- the mouth


async def mouth_of(speech, voice=VOICE.voice):
    return await speech.voice(voice=voice, language="es")


async def test_a_mouth_speaks_what_is_written_clause_by_clause(speech):
    mouth = await mouth_of(speech)
    utterance = await mouth.begin()
    await utterance.say("Buenos días.")
    await utterance.say("¿Tiene un momento?")
    await utterance.end()
    heard = [sound async for sound in utterance]
    parts = [
        (await speech.speak(text, VOICE)).audio for text in ("Buenos días.", "¿Tiene un momento?")
    ]
    assert b"".join(sound.audio for sound in heard) == b"".join(parts)
    said = "".join(sound.text for sound in heard)
    assert said.split() == ["Buenos", "días.", "¿Tiene", "un", "momento?"]
    await mouth.close()


async def test_late_sound_of_what_was_dropped_is_swallowed(speech):
    mouth = await mouth_of(speech)
    first = await mouth.begin()
    await first.say(HELLO)
    assert (await anext(aiter(first))).audio
    await first.drop()
    await first.drop()
    second = await mouth.begin()
    await second.say("Perdone.")
    await second.end()
    sound = b"".join([portion.audio async for portion in second])
    assert sound == (await speech.speak("Perdone.", VOICE)).audio
    assert [portion async for portion in first] == []
    await mouth.close()


async def test_an_utterance_without_words_is_over_at_once(speech, simulator):
    mouth = await mouth_of(speech)
    utterance = await mouth.begin()
    await utterance.say("  ")
    await utterance.end()
    assert [portion async for portion in utterance] == []
    assert simulator.get("ledger?kind=speech")["entries"] == []
    await mouth.close()


async def test_a_mouth_says_when_the_account_is_empty(speech, simulator):
    simulator.post("faults", {"kind": "speech_quota"})
    mouth = await mouth_of(speech)
    utterance = await mouth.begin()
    await utterance.say(HELLO)
    with pytest.raises(OutOfQuota):
        await anext(aiter(utterance))
    with pytest.raises(OutOfQuota):
        await mouth.begin()
    await mouth.close()


async def test_a_socket_that_breaks_is_an_error_and_the_next_utterance_has_another(
    speech, simulator
):
    simulator.post("faults", {"kind": "speech_cut", "count": 1})
    mouth = await mouth_of(speech)
    utterance = await mouth.begin()
    await utterance.say(HELLO)
    with pytest.raises(Ambiguous):
        async for _ in utterance:
            pass
    again = await mouth.begin()
    await again.say(HELLO)
    await again.end()
    assert b"".join([portion.audio async for portion in again])
    await mouth.close()


async def test_closing_a_mouth_ends_what_it_was_saying(speech, simulator):
    simulator.post("faults", {"kind": "speech_stall", "seconds": 3600})
    mouth = await mouth_of(speech)
    utterance = await mouth.begin()
    await utterance.say(HELLO)
    assert (await anext(aiter(utterance))).audio
    await mouth.close()
    await mouth.close()
    with pytest.raises(Ambiguous):
        await anext(aiter(utterance))


async def test_a_voice_that_is_not_there_is_refused(speech):
    mouth = await mouth_of(speech, "nobody")
    utterance = await mouth.begin()
    with pytest.raises(ProviderError):
        await utterance.say(HELLO)
        await anext(aiter(utterance))
    await mouth.close()


async def test_a_server_that_is_not_there_may_be_asked_again():
    speech = speech_for(Account(api_key="k", base_url="http://127.0.0.1:9"))
    for attempt in (speech.speak(HELLO, VOICE), mouth_of(speech), speech.listen(language="es")):
        with pytest.raises(Ambiguous) as caught:
            await attempt
        assert caught.value.retryable
    await close_speech()


# --- the ear


async def test_an_ear_understands_what_the_simulator_says(speech):
    sound = (await speech.speak(HELLO, VOICE)).audio
    ear = await speech.listen(language="es")
    for at in range(0, len(sound), 160):
        await ear.hear(sound[at : at + 160])
    await ear.commit()
    seen = []
    async for words in ear:
        seen.append(words)
        if words.final:
            break
    assert seen[-1].text == HELLO
    assert len(seen) > 2 and HELLO.startswith(seen[0].text)
    await ear.close()


async def test_a_commit_is_answered_even_by_nothing(speech):
    ear = await speech.listen(language="es")
    await ear.hear(b"\xff" * SECOND)
    await ear.commit()
    await ear.commit()
    assert await final_of(ear) == "" == await final_of(ear)
    await ear.close()


@pytest.mark.parametrize(
    ("kind", "error"), [("hearing_cut", Ambiguous), ("hearing_quota", OutOfQuota)]
)
async def test_an_ear_that_breaks_is_an_error(speech, simulator, kind, error):
    simulator.post("faults", {"kind": kind})
    ear = await speech.listen(language="es")
    await ear.hear(b"\xff" * 160)
    with pytest.raises(error):
        await final_of(ear)
    await ear.close()


async def test_an_ear_that_we_close_is_over(speech):
    ear = await speech.listen(language="es")
    listening = asyncio.create_task(anext(aiter(ear), None))
    await asyncio.sleep(0)
    await ear.close()
    await ear.close()
    assert await listening is None
