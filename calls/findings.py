"""After a call: what it came to, found by the agent's model and held against what was said."""

import datetime as dt
import logging

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from calls.lifecycle import Status
from calls.models import Call, Turn
from conversations.analysis import SYSTEM, Findings, Spoken, read, schema_for, written
from conversations.brain import account_of
from conversations.memory import remember_call
from conversations.models import Analysis
from conversations.wanted import wanted_in
from lib.clock import database_now
from lib.errors import DomainError
from lib.live import tell
from providers.errors import ProviderError
from providers.llm.answers import answer_as

logger = logging.getLogger(__name__)

BATCH = 10
GRACE = dt.timedelta(seconds=5)
"""After the end, for the last words to be written down."""
GIVES_UP_AFTER = dt.timedelta(days=1)


def waiting_for_findings(now: dt.datetime) -> QuerySet[Call]:
    """Calls in which somebody spoke, that are over, and of which nothing was found yet."""
    scope = Concat(Value("call:"), Cast(OuterRef("pk"), CharField()))
    spoke = Turn.objects.filter(call=OuterRef("pk"), role=Turn.Role.PERSON)
    return Call.objects.filter(
        Exists(spoke),
        ~Exists(Analysis.objects.filter(scope=scope)),
        status=Status.COMPLETED,
        ended_at__range=(now - GIVES_UP_AFTER, now - GRACE),
    ).select_related("agent__organization", "organization", "contact")


def find_out() -> int:
    """A batch of them; how many were found out. What fails is tried again for a day."""
    found = 0
    for call in waiting_for_findings(database_now()).order_by("ended_at")[:BATCH]:
        try:
            _keep(call, _findings(call))
        except (ProviderError, DomainError) as error:
            logger.warning("not_analysed", extra={"call": call.pk, "code": error.code})
        else:
            found += 1
    return found


def _findings(call: Call) -> Findings:
    lines = [
        Spoken(turn.number, turn.role == Turn.Role.PERSON, turn.text, turn.said_at_ms / 1000)
        for turn in call.turns.all()
    ]
    fields = wanted_in(call.context.get("extract"))
    account = account_of(call.agent)
    answer = answer_as(
        schema_for(fields, on=(call.answered_at or call.created_at).date()),
        provider=account.provider,
        model=account.model,
        api_key=account.api_key,
        base_url=account.base_url,
        system=SYSTEM,
        text=written(lines),
        is_rehearsal=call.organization.is_rehearsal,
    )
    return read(answer, lines, fields)


def _keep(call: Call, found: Findings) -> None:
    _analysis, is_new = Analysis.objects.get_or_create(
        scope=f"call:{call.pk}",
        defaults={
            "organization_id": call.organization_id,
            "summary": found.summary,
            "outcome": found.outcome.as_json(),
            "fields": {name: value.as_json() for name, value in found.fields.items()},
            "next_step": found.next_step.value,
            "sentiment": found.sentiment.value,
            "sentiments": {str(turn): mood for turn, mood in found.sentiments.items()},
            "rubric": {name: mark.value == "yes" for name, mark in found.rubric.items()},
            "proofs": {
                "next_step": found.next_step.as_json(),
                "sentiment": found.sentiment.as_json(),
                **{name: mark.as_json() for name, mark in found.rubric.items()},
            },
            "score": found.score,
        },
    )
    if is_new and call.contact is not None:
        remember_call(
            contact=call.contact,
            facts={name: value.value for name, value in found.fields.items() if value.turn},
            summary=found.summary,
            scope=f"call:{call.pk}",
        )
    tell(call.organization_id, "call", id=call.pk, status=call.status, outcome=call.outcome)
