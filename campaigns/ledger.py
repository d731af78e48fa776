"""The states in which a contact of a campaign can be, and the sentence that explains each. Pure.

Every target is in exactly one state, with one reason. `explain` says both to a person.
"""

import datetime as dt
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from lib.errors import Text


class State(StrEnum):
    """Where a contact of a campaign stands."""

    PENDING = "pending"
    WAITING = "waiting"
    CLAIMED = "claimed"
    CALLING = "calling"
    DONE = "done"
    EXHAUSTED = "exhausted"
    SKIPPED = "skipped"
    PARKED = "parked"
    CANCELED = "canceled"


DIALABLE = frozenset({State.PENDING, State.WAITING})
"""May be claimed when its time has come."""

IN_HAND = frozenset({State.CLAIMED, State.CALLING})
SETTLED = frozenset(State) - DIALABLE - IN_HAND
"""Nothing more will happen to it by itself."""

STATE_LABELS: dict[State, Text] = {
    State.PENDING: gettext_lazy("Waiting for its turn"),
    State.WAITING: gettext_lazy("Will be called again"),
    State.CLAIMED: gettext_lazy("About to be called"),
    State.CALLING: gettext_lazy("On the phone"),
    State.DONE: gettext_lazy("Done"),
    State.EXHAUSTED: gettext_lazy("Not reached"),
    State.SKIPPED: gettext_lazy("Not called"),
    State.PARKED: gettext_lazy("Set aside"),
    State.CANCELED: gettext_lazy("Canceled"),
}

REASONS: dict[str, Text] = {
    "not_called_yet": gettext_lazy("Has not been called yet."),
    "outside_hours": gettext_lazy("It is outside calling hours where this person is."),
    "holiday": gettext_lazy("It is a holiday where this person is."),
    "law_unknown": gettext_lazy(
        "We don't know this country's law, or have not looked for long: an administrator decides."
    ),
    "no_consent": gettext_lazy("The law asks for this person's consent, and there is none."),
    "budget_spent": gettext_lazy("What was set aside for calls is spent."),
    "unknown_zone": gettext_lazy("We don't know what time it is where this person is."),
    "suppressed": gettext_lazy("This number asked not to be called."),
    "country_not_allowed": gettext_lazy("Calls to this country are not allowed."),
    "number_kind": gettext_lazy("This kind of number is never called."),
    "organization_suspended": gettext_lazy("The organisation is suspended."),
    "calls_of_today": gettext_lazy("As many calls as the organisation may place in a day."),
    "not_rehearsal": gettext_lazy("A rehearsal never calls real people."),
    "line_busy": gettext_lazy("Another call to this number is under way."),
    "recently_called": gettext_lazy("This person was called a short while ago."),
    "provider_not_ready": gettext_lazy("No phone provider is set up."),
    "provider_busy": gettext_lazy("The phone provider asked us to wait."),
    "provider_refused": gettext_lazy("The phone provider refuses this number."),
    "released": gettext_lazy("The call was not sent; it will be tried again."),
    "calling": gettext_lazy("A call is under way."),
    "unknown_sent": gettext_lazy(
        "We can't tell yet whether the phone rang, so we don't repeat it."
    ),
    "retry_busy": gettext_lazy("The line was busy."),
    "retry_no_answer": gettext_lazy("Nobody answered."),
    "retry_voicemail": gettext_lazy("A machine answered."),
    "retry_failed": gettext_lazy("The call could not be connected."),
    "retry_hung_up": gettext_lazy("The person hung up at once."),
    "callback": gettext_lazy("The person asked to be called at that time."),
    "goal_met": gettext_lazy("The goal was met."),
    "interested": gettext_lazy("The person is interested."),
    "not_interested": gettext_lazy("The person is not interested."),
    "opted_out": gettext_lazy("The person asked not to be called again."),
    "wrong_number": gettext_lazy("It was the wrong person."),
    "talked": gettext_lazy("The conversation ended without a result."),
    "voicemail": gettext_lazy("Only a machine answered."),
    "hung_up": gettext_lazy("The person hung up early."),
    "no_answer": gettext_lazy("Nobody answered in all attempts."),
    "busy": gettext_lazy("The line was busy in all attempts."),
    "failed": gettext_lazy("The call could not be connected in all attempts."),
    "error": gettext_lazy("An error of ours; it was set aside so that the others go on."),
    "campaign_canceled": gettext_lazy("The campaign was canceled."),
    "campaign_ended": gettext_lazy("The campaign ended before this person could be called."),
    "list_left_out": gettext_lazy("The list that named this person was taken out."),
    "canceled": gettext_lazy("The call was canceled."),
}


def explain(state: State, reason: str, next_attempt_at: dt.datetime | None) -> str:
    """One sentence that says why this person was (not) called, in the reader's language.

    `next_attempt_at`, where it is set and the target waits, is said in the active time zone.
    """
    sentence = str(REASONS.get(reason, reason))
    if state in DIALABLE and next_attempt_at is not None:
        when = timezone.localtime(next_attempt_at).strftime("%Y-%m-%d %H:%M")
        return gettext("{sentence} Next: {when}.").format(sentence=sentence, when=when)
    return sentence
