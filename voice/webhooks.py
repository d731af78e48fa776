"""Where a provider asks what to do with a call."""

import logging
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from calls.line import FAILED, note_line
from calls.models import Call
from calls.selectors import call_for_line
from calls.webhooks import Webhook, from_provider
from conversations.dialogue import Event, Heard, Pressed, Silence
from lib.errors import DomainError
from providers.telephony.twilio import twiml
from voice import instructions
from voice.hold import hold_sound

logger = logging.getLogger(__name__)

_KEYS = frozenset("0123456789*#")

Instruct = Callable[[HttpRequest, Call], str]


def told(instruct: Instruct) -> Webhook:
    """A webhook that answers with instructions; an apology where the mind can't be made up."""

    @from_provider
    @wraps(instruct)
    def view(request: HttpRequest, token: str) -> HttpResponse:
        call = call_for_line(token)
        try:
            document = instruct(request, call)
        except DomainError as error:
            logger.error("call_not_instructed", extra={"call": call.pk, "code": error.code})
            document = instructions.apologise(call)
        return HttpResponse(document, content_type=twiml.CONTENT_TYPE)

    return view


@require_safe
@cache_control(public=True, max_age=86_400)
def hold(request: HttpRequest) -> HttpResponse:
    """What is played while an agent is at work. Everybody may hear it."""
    return HttpResponse(hold_sound(), content_type="audio/wav")


@told
def answer(request: HttpRequest, call: Call) -> str:
    """Somebody answered the phone."""
    return instructions.begin(call)


@told
def fallback(request: HttpRequest, call: Call) -> str:
    """Another document of ours could not be had, or not be performed."""
    return instructions.mend(call)


@told
def gathered(request: HttpRequest, call: Call) -> str:
    """What came of a question: words, a key, or nothing."""
    asked = request.GET.get("asked", "")
    turn = int(asked[:9]) if asked.isascii() and asked.isdigit() else 0
    if request.GET.get("waits") == "1":
        return instructions.go_on_thinking(call, asked=turn)
    return instructions.go_on(call, _event(request), asked=turn)


@told
def connected(request: HttpRequest, call: Call) -> str:
    """A live conversation is over: by our own word, by the person's, or by a failure."""
    is_stream = "StreamSid" in request.POST  # which tells nothing of how it ended
    is_failure = is_stream or request.POST.get("SessionStatus") == "failed"
    if request.POST.get("CallStatus") == "completed":
        return twiml.hang_up()
    code = request.POST.get("ErrorCode", "")
    if is_failure and code.isascii() and code.isdigit():
        note_line(call_id=call.pk, key=FAILED, error_code=code[:8])
    again = request.GET.get("again") == "1"
    return instructions.follow_line(call, is_failure=is_failure, again=again)


@told
def voicemail(request: HttpRequest, call: Call) -> str:
    """A machine has done talking."""
    return instructions.leave_message(call)


@told
def whisper(request: HttpRequest, call: Call) -> str:
    """Somebody has taken a transfer."""
    return instructions.whisper(call)


@told
def dialed(request: HttpRequest, call: Call) -> str:
    """A transfer is over. `DialBridged` alone says that they really talked."""
    is_bridged = request.POST.get("DialBridged") == "true"
    status = request.POST.get("DialCallStatus", "").replace("\0", "")
    return instructions.after_transfer(call, status=status, is_bridged=is_bridged)


def _event(request: HttpRequest) -> Event:
    """Words win over keys: where both came, the person spoke after all."""
    words = request.POST.get("SpeechResult", "").replace("\0", "").strip()
    keys = request.POST.get("Digits", "")[:20]
    if words:
        return Heard(words)
    is_number = keys != "" and _KEYS.issuperset(keys)
    return Pressed(keys) if is_number else Silence(twiml.SILENCE_SECONDS)
