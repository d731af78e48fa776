"""After a call: what came of it, where nobody said so while it lasted."""

import datetime as dt

from django.db.models import Prefetch

from calls.lifecycle import Status
from calls.models import Call, Outcome, Turn
from conversations.dialogue import Line, Speaker
from conversations.verdict import Ending, judge
from lib.clock import database_now

BATCH = 500
GRACE = dt.timedelta(seconds=3)
"""After a call's end, for the live line to say what came of it."""


def judge_silent_ends() -> None:
    """Give the calls that were answered, and ended without a word of their result, the outcome
    that their conversation shows."""
    silent = (
        Call.objects.filter(
            status=Status.COMPLETED, outcome="", ended_at__lt=database_now() - GRACE
        )
        .select_related("agent")
        .prefetch_related(Prefetch("turns", Turn.objects.order_by("number")))
    )
    for call in silent[:BATCH]:
        verdict = judge(
            lines=[Line(Speaker(turn.role), turn.text) for turn in call.turns.all()],
            acts=(),
            ended_by=Ending.PERSON,
            seconds=call.duration or 0,
            language=call.agent.language,
            by_machine=call.answered_by.startswith(("machine", "fax")),
        )
        Call.objects.filter(pk=call.pk, outcome="").update(
            outcome=Outcome(verdict.outcome), summary=verdict.summary
        )
