"""How a call is told to people: each status, outcome, fault and event in words, with a tone.

Pure. A tone is a class of the design system's badges.
"""

from django.utils.translation import gettext, gettext_lazy

from calls.lifecycle import ACTIVE, NEVER_RUNG, Status
from calls.models import Outcome
from lib.errors import Text
from providers.telephony.faults import Fault, fault_of

STATUS_LABELS: dict[Status, Text] = {
    Status.INTENT: gettext_lazy("Planned"),
    Status.SENDING: gettext_lazy("Being placed"),
    Status.UNKNOWN: gettext_lazy("Not known yet"),
    Status.QUEUED: gettext_lazy("Waiting for a line"),
    Status.RINGING: gettext_lazy("Ringing"),
    Status.IN_PROGRESS: gettext_lazy("Talking"),
    Status.COMPLETED: gettext_lazy("Ended"),
    Status.BUSY: gettext_lazy("Busy"),
    Status.NO_ANSWER: gettext_lazy("No answer"),
    Status.FAILED: gettext_lazy("Not connected"),
    Status.CANCELED: gettext_lazy("Canceled"),
    Status.REFUSED: gettext_lazy("Refused by the provider"),
    Status.EXPIRED: gettext_lazy("Never sent"),
    Status.ABANDONED: gettext_lazy("Withdrawn"),
}

OUTCOME_TONES: dict[str, str] = {
    Outcome.GOAL_MET: "success",
    Outcome.INTERESTED: "success",
    Outcome.CALLBACK: "info",
    Outcome.TALKED: "info",
    Outcome.NOT_INTERESTED: "",
    Outcome.WRONG_NUMBER: "",
    Outcome.HUNG_UP: "warning",
    Outcome.VOICEMAIL: "warning",
    Outcome.NO_ANSWER: "warning",
    Outcome.BUSY: "warning",
    Outcome.OPTED_OUT: "danger",
    Outcome.FAILED: "danger",
    Outcome.CANCELED: "",
    Outcome.NOT_PLACED: "",
}

_FAULTS: dict[str, Text] = {
    Fault.ACCOUNT_REFUSED: gettext_lazy("The phone provider does not accept our account."),
    Fault.TOO_MANY: gettext_lazy("The phone provider could take no more calls at that moment."),
    Fault.NUMBER_INVALID: gettext_lazy("The phone provider says that this number is not valid."),
    Fault.NUMBER_UNREACHABLE: gettext_lazy("The phone provider can't reach this number."),
    Fault.NUMBER_BLOCKED: gettext_lazy("The phone provider blocks calls to this number."),
    Fault.COUNTRY_NOT_PERMITTED: gettext_lazy("The phone account may not call this country."),
    Fault.CALLER_NOT_VERIFIED: gettext_lazy(
        "The number we call from is not verified with the provider."
    ),
    Fault.TRIAL_ACCOUNT: gettext_lazy("A trial account only calls numbers that were verified."),
    Fault.LINE_NOT_OPENED: gettext_lazy(
        "The live line could not be opened: is our address reachable?"
    ),
    Fault.LINE_NOT_SECURE: gettext_lazy(
        "The live line could not be opened: our address needs https and a valid certificate."
    ),
    Fault.LINE_BROKE: gettext_lazy("The live line broke off in the middle of the call."),
    Fault.CALL_BROKE: gettext_lazy("The phone provider's own line failed."),
    Fault.NO_SOUND: gettext_lazy("No sound came from the person's phone any more."),
    Fault.VOICE_REFUSED: gettext_lazy(
        "The phone provider can't speak with this voice: choose another one for the agent."
    ),
    Fault.WORDS_REFUSED: gettext_lazy("The phone provider refused something that the agent sent."),
    Fault.LASTED_TOO_LONG: gettext_lazy("The call lasted as long as the phone provider allows."),
    Fault.ADDRESS_UNANSWERED: gettext_lazy(
        "Our address did not answer the phone provider: is it reachable?"
    ),
    Fault.ADDRESS_REFUSED: gettext_lazy(
        "The phone provider does not accept our address: check PUBLIC_URL and VOICE_URL."
    ),
    Fault.SETUP_REFUSED: gettext_lazy(
        "The phone provider does not accept how the call was set up."
    ),
    "unreachable": gettext_lazy("The phone provider could not be reached."),
    "no_answer": gettext_lazy("The phone provider gave no clear answer, so it was not repeated."),
    "forgotten": gettext_lazy("The phone provider no longer knows this call."),
    "expired": gettext_lazy("The phone provider never received this call."),
    "released": gettext_lazy("It was withdrawn before it was sent."),
    "canceled": gettext_lazy("It was withdrawn before it was sent."),
    "suppressed": gettext_lazy("This number asked not to be called."),
    "outside_hours": gettext_lazy("It was outside calling hours where this person is."),
}
"""Ours, and those that every provider shares."""


def status_tone(status: Status) -> str:
    """`live` while people talk, `info` on the way there, else neutral."""
    if status is Status.IN_PROGRESS:
        return "live"
    if status is Status.UNKNOWN:
        return "warning"
    return "info" if status in ACTIVE else ""


def fault(code: str, *, status: Status, provider: str) -> str:
    """What went wrong with a call, in one sentence; "" when nothing did.

    `code` is ours or the provider's. A code we have no words for is shown as it is, so that
    the provider's support can be asked.
    """
    if not code:
        return ""
    if known := _FAULTS.get(fault_of(provider, code) or code):
        return str(known)
    if code.startswith("sip:"):
        return gettext("The phone network did not connect the call (SIP {code}).").format(
            code=code.removeprefix("sip:")
        )
    if status in NEVER_RUNG:
        return gettext("The call was not placed ({code}).").format(code=code)
    return gettext("The phone provider reported error {code}.").format(code=code)
