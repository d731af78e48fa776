"""What Twilio is told to do with a call that somebody answered."""

from collections.abc import Collection

from django.conf import settings

from calls.lifecycle import TERMINAL
from calls.line import (
    LINE_ENDED,
    LINE_LOST,
    TRANSFER,
    TRANSFERRED,
    line_note,
    line_notes,
    note_line,
)
from calls.models import Call, Outcome
from calls.recordings import is_recorded
from calls.selectors import mode_of
from calls.services import conclude
from calls.trunks import addresses_of
from conversations.dialogue import Event
from conversations.models import Agent
from conversations.phrases import phrases_in
from conversations.voices import voice_of
from providers.telephony.twilio import twiml
from providers.telephony.twilio.locales import locale_of
from voice import gathering
from voice.briefing import Briefing, brief
from voice.gathering import Utterance
from voice.sounding import sounded
from voice.thinking import think, thought_of


def begin(call: Call) -> str:
    """Somebody answered: greet, and listen."""
    if _is_settled(call):
        return twiml.hang_up()
    briefing = brief(call)
    if _mode(call) == Agent.VoiceMode.GATHER:
        return _ask(call, briefing, gathering.greet(briefing), beside=_beside(call, briefing))
    return _converse(call, briefing, beside=_beside(call, briefing))


def go_on(call: Call, event: Event, *, asked: int) -> str:
    """The person answered a question, or did not: say what the agent says to that; or, where that
    takes long, that it does."""
    if _is_settled(call):
        return twiml.hang_up()
    briefing = brief(call)
    said = think(lambda: gathering.take_turn(briefing, event, asked=asked))
    return _wait(call, briefing, asked) if said is None else _ask(call, briefing, said)


def go_on_thinking(call: Call, *, asked: int) -> str:
    """The person was told to wait: say what it came to."""
    if call.state in TERMINAL:
        return twiml.hang_up()
    said = thought_of(call, asked=asked)
    briefing = brief(call)
    return _ask(call, briefing, said or gathering.apologise(briefing))


def mend(call: Call) -> str:
    """One of our documents failed: begin, or ask the person to repeat."""
    briefing = brief(call)
    if _mode(call) != Agent.VoiceMode.GATHER or briefing.transcript.last is None:
        return begin(call)
    if _is_settled(call):
        return twiml.hang_up()
    return _ask(call, briefing, gathering.apologise(briefing), plainly=True)


def follow_line(call: Call, *, is_failure: bool, again: bool) -> str:
    """A live line is over. The person is connected with somebody where that was promised; else
    what we ended is hung up.

    One that failed is opened once more; then (`again`), or where nobody listens and speaks on it,
    the call goes on by webhooks. Nobody hears that anything happened but a short pause.
    """
    notes = line_notes(call)
    if _is_promised(notes) and call.state not in TERMINAL:
        return _transfer(call, brief(call), "")
    if not is_failure or _is_settled(call) or LINE_ENDED in notes:
        return twiml.hang_up()
    briefing = brief(call)
    if again and LINE_LOST not in notes:
        note_line(call_id=call.pk, key=LINE_LOST, failure="not_opened")
    if again or LINE_LOST in notes:
        last = briefing.transcript.last
        said = think(lambda: gathering.resume(briefing))
        if said is None:
            return _wait(call, briefing, last.number if last else 0)
        return _ask(call, briefing, said, plainly=True)
    return _converse(call, briefing, again=True)


def leave_message(call: Call) -> str:
    """A machine's beep was heard: the agent's message, where it has one, and no more."""
    if call.state in TERMINAL:
        return twiml.hang_up()
    briefing = brief(call)
    if not briefing.mind.voicemail:
        return twiml.hang_up()
    said = gathering.tell(briefing, briefing.mind.voicemail)
    (text,) = sounded(call, briefing, [said.text])
    return twiml.hang_up(text=text, locale=_locale(call, briefing))


def whisper(call: Call) -> str:
    """To whoever takes a transfer, before they are connected: who it is and why."""
    briefing = brief(call)
    note = line_note(call, TRANSFER) or {}
    text = phrases_in(briefing.mind.language).whisper.format(
        name=call.contact.name if call.contact else "", reason=note.get("reason", "")
    )
    return twiml.say(text=text, locale=_locale(call, briefing))


def after_transfer(call: Call, *, status: str, is_bridged: bool) -> str:
    """They have hung up; or nobody took the call, and the agent goes on."""
    note_line(call_id=call.pk, key=TRANSFERRED, status=status[:20])
    if is_bridged:
        if not call.outcome:
            note = line_note(call, TRANSFER) or {}
            conclude(call_id=call.pk, outcome=Outcome.INTERESTED, summary=note.get("reason", ""))
        return twiml.hang_up()
    if call.state in TERMINAL:
        return twiml.hang_up()
    briefing = brief(call)
    nobody = phrases_in(briefing.mind.language).nobody_free
    return _ask(call, briefing, gathering.tell(briefing, nobody))


def apologise(call: Call) -> str:
    """Nobody can talk with the person: say so, in the agent's language."""
    language = call.agent.language
    country = call.contact.country if call.contact else ""
    goodbye = phrases_in(language).sorry_goodbye
    return twiml.hang_up(text=goodbye, locale=locale_of(language, country))


def _mode(call: Call) -> str:
    """How the call is held: as its agent is set up, until the live line fails for good."""
    if LINE_LOST in line_notes(call):
        return str(Agent.VoiceMode.GATHER)
    return mode_of(call)


def _is_promised(notes: Collection[str]) -> bool:
    """Whether a transfer was promised that has not been tried."""
    return TRANSFER in notes and TRANSFERRED not in notes


def _is_settled(call: Call) -> bool:
    """Whether nothing is left to be said: it is over, or the agent has said goodbye. Another
    call that was promised leaves this one open."""
    return call.state in TERMINAL or call.outcome not in ("", Outcome.CALLBACK)


def _converse(
    call: Call, briefing: Briefing, *, again: bool = False, beside: twiml.Beside | None = None
) -> str:
    """A live conversation. Where one has begun, the session itself knows how to go on.

    A socket that never opened may have failed for the voice that we chose.
    """
    addresses, has_begun = addresses_of(call.trunk), briefing.transcript.last is not None
    ended = addresses.connected(call.token) + ("?again=1" if again else "")
    if _mode(call) == Agent.VoiceMode.STREAM:
        return twiml.stream(
            socket_url=addresses.stream_socket(call.token),
            action_url=ended,
            status_url=addresses.streamed(call.token),
            beside=beside,
        )
    return twiml.converse(
        socket_url=addresses.relay_socket(call.token),
        action_url=ended,
        locale=_locale(call, briefing),
        voice="" if again and not has_begun else _voice(call, briefing),
        greeting="" if has_begun else briefing.mind.opening,
        partials=briefing.mind.documents is not None,
        beside=beside,
    )


def _wait(call: Call, briefing: Briefing, asked: int) -> str:
    """Tell the person that somebody is there, and ask again for what is thought about."""
    return twiml.say(
        text=phrases_in(briefing.mind.language).moment[0],
        locale=_locale(call, briefing),
        then_url=f"{addresses_of(call.trunk).gathered(call.token)}?asked={asked}&waits=1",
    )


def _ask(
    call: Call,
    briefing: Briefing,
    said: Utterance,
    *,
    plainly: bool = False,
    beside: twiml.Beside | None = None,
) -> str:
    """Say it and listen, or say it and hang up. The disclosure can't be interrupted.

    `plainly`: in Twilio's own voice, since it may have been our sound that failed.
    """
    locale = _locale(call, briefing)
    rest = said.text.removeprefix(briefing.disclosure)
    texts = [briefing.disclosure if rest != said.text else "", rest]
    first, text = texts if plainly else sounded(call, briefing, texts)
    if _is_promised(line_notes(call)):
        return _transfer(call, briefing, text)
    if said.is_last:
        return twiml.hang_up(first=first, text=text, locale=locale)
    action = f"{addresses_of(call.trunk).gathered(call.token)}?asked={said.number}"
    return twiml.ask(
        text=text,
        first=first,
        keys=said.keys,
        action_url=action,
        locale=locale,
        beside=beside,
    )


def _beside(call: Call, briefing: Briefing) -> twiml.Beside:
    """What the first document of a call starts."""
    addresses = addresses_of(call.trunk)
    return twiml.Beside(
        recorded_url=addresses.recorded(call.token) if is_recorded(call) else "",
        transcribed_url=addresses.transcribed(call.token) if settings.TRANSCRIBE_CALLS else "",
        locale=_locale(call, briefing),
    )


def _transfer(call: Call, briefing: Briefing, text: twiml.Said) -> str:
    """To the number that the agent may connect people with, shown as a call of ours."""
    addresses, announced = addresses_of(call.trunk), briefing.mind.transfer_announced
    return twiml.transfer(
        number=briefing.mind.transfer_to,
        caller=call.from_number,
        action_url=addresses.dialed(call.token),
        whisper_url=addresses.whisper(call.token) if announced else "",
        text=text,
        locale=_locale(call, briefing),
    )


def _voice(call: Call, briefing: Briefing) -> str:
    purpose = call.context.get("purpose", "")
    return voice_of(call.agent, purpose=purpose, language=briefing.mind.language)


def _locale(call: Call, briefing: Briefing) -> str:
    country = call.contact.country if call.contact else ""
    return locale_of(briefing.mind.language, country)
