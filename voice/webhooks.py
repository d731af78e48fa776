"""Where a provider asks what to do with a call."""

from django.http import HttpRequest, HttpResponse

from calls.selectors import call_for_line
from calls.webhooks import from_provider
from conversations.dialogue import Event, Heard, Pressed, Silence
from providers.telephony.twilio import twiml
from voice import instructions


@from_provider
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody answered the phone."""
    return _document(instructions.begin(call_for_line(token)))


@from_provider
def fallback(request: HttpRequest, token: str) -> HttpResponse:
    """Another document of ours could not be had, or not be performed."""
    return _document(instructions.mend(call_for_line(token)))


@from_provider
def gathered(request: HttpRequest, token: str) -> HttpResponse:
    """What came of a question: words, a key, or nothing."""
    asked = request.GET.get("asked", "")
    event = _event(request)
    turn = int(asked[:9]) if asked.isascii() and asked.isdigit() else 0
    return _document(instructions.go_on(call_for_line(token), event, asked=turn))


@from_provider
def connected(request: HttpRequest, token: str) -> HttpResponse:
    """A live conversation is over: by our own word, by the person's, or by a failure."""
    is_failure = request.POST.get("SessionStatus") == "failed"
    if not is_failure or request.POST.get("CallStatus") == "completed":
        return _document(twiml.hang_up())
    again = request.GET.get("again") == "1"
    return _document(instructions.reconnect(call_for_line(token), again=again))


def _event(request: HttpRequest) -> Event:
    """Words win over keys: where both came, the person spoke after all."""
    words = request.POST.get("SpeechResult", "").replace("\0", "").strip()
    digit = request.POST.get("Digits", "")[:1]
    if words:
        return Heard(words)
    return Pressed(digit) if digit else Silence(twiml.SILENCE_SECONDS)


def _document(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=twiml.CONTENT_TYPE)
