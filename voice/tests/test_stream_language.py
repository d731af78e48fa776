"""Somebody who speaks another language on a stream: voice and ear follow."""

from calls.models import Turn
from conversations.models import Agent
from conversations.voices import REHEARSAL_VOICES, speech_account
from voice.tests.caller import Caller, spoken
from voice.tests.people import answered_call
from voice.tests.rehearsal import World

SAID = (
    "Sorry, I don't understand you. Do you speak English please?",
    "Yes please, what is this call for?",
)


def test_the_agent_goes_on_in_it(rehearsal: World) -> None:
    call = answered_call(voice_mode=Agent.VoiceMode.STREAM)
    address = speech_account(call.organization).base_url
    with Caller(f"{rehearsal.settings.INTERNAL_VOICE_URL}/voice/stream/{call.token}") as caller:
        caller.hears_all()
        for text in SAID:
            caller.speaks(spoken(text, address))
            caller.hears_all()
        caller.drops()
    rehearsal.has_written()
    said = rehearsal.asks("ledger?kind=speech&way=socket")["entries"]
    voices = [entry["voice"] for entry in said]
    assert voices[0] == REHEARSAL_VOICES["es"]
    assert set(voices[1:]) == {REHEARSAL_VOICES["es"], REHEARSAL_VOICES["en"]}
    assert voices[-1] == REHEARSAL_VOICES["en"]
    assert Turn.objects.filter(call=call, role="person").count() == len(SAID)
