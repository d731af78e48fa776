"""What Twilio is told to do with a call that somebody answered."""

from calls.lifecycle import TERMINAL
from calls.line import LINE_ENDED, LINE_LOST, line_notes, note_line
from calls.models import Call, Outcome
from calls.recordings import is_recorded
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


def begin(call: Call) -> str:
    """Somebody answered: greet, and listen."""
    if _is_settled(call):
        return twiml.hang_up()
    briefing = brief(call)
    if _mode(call) == Agent.VoiceMode.GATHER:
        return _ask(call, briefing, gathering.greet(briefing), recorded_url=_recorded(call))
    return _converse(call, briefing, recorded_url=_recorded(call))


def go_on(call: Call, event: Event, *, asked: int) -> str:
    """The person answered a question, or did not: say what the agent says to that."""
    if _is_settled(call):
        return twiml.hang_up()
    briefing = brief(call)
    return _ask(call, briefing, gathering.take_turn(briefing, event, asked=asked))


def mend(call: Call) -> str:
    """One of our documents failed: begin, or ask the person to repeat."""
    briefing = brief(call)
    if _mode(call) != Agent.VoiceMode.GATHER or briefing.transcript.last is None:
        return begin(call)
    if _is_settled(call):
        return twiml.hang_up()
    return _ask(call, briefing, gathering.apologise(briefing), plainly=True)


def reconnect(call: Call, *, again: bool) -> str:
    """The live line failed: open another, once; then (`again`), or where nobody listens and speaks
    on it, go on by webhooks. Nobody hears that anything happened but a short pause."""
    notes = line_notes(call)
    if _is_settled(call) or LINE_ENDED in notes:
        return twiml.hang_up()
    briefing = brief(call)
    if again and LINE_LOST not in notes:
        note_line(call_id=call.pk, key=LINE_LOST, failure="not_opened")
    if again or LINE_LOST in notes:
        return _ask(call, briefing, gathering.resume(briefing), plainly=True)
    return _converse(call, briefing, again=True)


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
    return call.agent.voice_mode


def _is_settled(call: Call) -> bool:
    """Whether nothing is left to be said: it is over, or the agent has said goodbye. Another
    call that was promised leaves this one open."""
    return call.state in TERMINAL or call.outcome not in ("", Outcome.CALLBACK)


def _converse(
    call: Call, briefing: Briefing, *, again: bool = False, recorded_url: str = ""
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
            recorded_url=recorded_url,
        )
    return twiml.converse(
        socket_url=addresses.relay_socket(call.token),
        action_url=ended,
        locale=_locale(call, briefing),
        voice="" if again and not has_begun else _voice(call, briefing),
        greeting="" if has_begun else briefing.mind.opening,
        recorded_url=recorded_url,
    )


def _ask(
    call: Call,
    briefing: Briefing,
    said: Utterance,
    *,
    plainly: bool = False,
    recorded_url: str = "",
) -> str:
    """Say it and listen, or say it and hang up. The disclosure can't be interrupted.

    `plainly`: in Twilio's own voice, since it may have been our sound that failed.
    """
    locale = _locale(call, briefing)
    rest = said.text.removeprefix(briefing.disclosure)
    texts = [briefing.disclosure if rest != said.text else "", rest]
    first, text = texts if plainly else sounded(call, briefing, texts)
    if said.is_last:
        return twiml.hang_up(first=first, text=text, locale=locale)
    action = f"{addresses_of(call.trunk).gathered(call.token)}?asked={said.number}"
    return twiml.ask(
        text=text, first=first, action_url=action, locale=locale, recorded_url=recorded_url
    )


def _recorded(call: Call) -> str:
    """Where to tell of the recording; "" where there is to be none."""
    return addresses_of(call.trunk).recorded(call.token) if is_recorded(call.trunk) else ""


def _voice(call: Call, briefing: Briefing) -> str:
    purpose = call.context.get("purpose", "")
    return voice_of(call.agent, purpose=purpose, language=briefing.mind.language)


def _locale(call: Call, briefing: Briefing) -> str:
    country = call.contact.country if call.contact else ""
    return locale_of(briefing.mind.language, country)
