"""Leads: moved and scored by the results of calls and by hand, each change with its history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from contacts import scoring
from contacts.models import Contact, Lead, LeadEvent, Stage
from contacts.services.stages import stages_of
from lib.clock import database_now
from lib.errors import InvalidInput, NotFound
from lib.live import tell

_AT_ONCE = 1000
_START = """
    WITH started AS (
        INSERT INTO contacts_lead (
            contact_id, organization_id, stage_id, score, reasons, created_at, moved_at
        )
        SELECT contact.id, contact.organization_id, %(stage)s, 0, '[]', statement_timestamp(),
            statement_timestamp()
        FROM contacts_contact contact
        WHERE contact.organization_id = %(organization)s AND contact.id = ANY(%(contacts)s)
        ORDER BY contact.id
        ON CONFLICT DO NOTHING
        RETURNING contact_id
    )
    INSERT INTO contacts_leadevent (
        lead_id, from_stage, to_stage, score, reason, note, by_id, created_at
    )
    SELECT contact_id, '', %(name)s, 0, %(reason)s, '', %(user)s, statement_timestamp()
    FROM started
"""


@transaction.atomic
def start_leads(
    *,
    organization: Organization,
    contacts: Iterable[Contact | int],
    stage: Stage | None = None,
    user: User | None = None,
) -> int:
    """Make leads of contacts, in this stage or the first; those who are leads stay as they are.
    How many are new."""
    chosen = stage or stages_of(organization)[0]
    _require_own(chosen, organization.pk)
    ids = [each if isinstance(each, int) else each.pk for each in contacts]
    with connection.cursor() as cursor:
        cursor.execute(
            _START,
            {
                "stage": chosen.pk,
                "name": chosen.name,
                "organization": organization.pk,
                "contacts": ids,
                "user": user.pk if user else None,
                "reason": scoring.STARTED,
            },
        )
        started = int(cursor.rowcount)
    tell(organization.pk, "leads")
    return started


@transaction.atomic
def move_lead(*, lead: Lead, stage: Stage, user: User | None = None, note: str = "") -> Lead:
    """Put a lead in another stage of its organisation, by hand; the same stage changes nothing."""
    lead = Lead.objects.select_for_update().select_related("stage").get(pk=lead.pk)
    _require_own(stage, lead.organization_id)
    if lead.stage_id != stage.pk:
        event = _event(lead, stage, scoring.BY_HAND, note, user)
        lead.stage, lead.moved_at = stage, database_now()
        lead.save(update_fields=["stage", "moved_at"])
        event.save()
        tell(lead.organization_id, "leads")
    return lead


@transaction.atomic
def score_lead(*, lead: Lead, score: int, user: User | None = None, note: str = "") -> Lead:
    """Set a lead's score by hand: it stands for every reason before it."""
    if not scoring.LOWEST <= score <= scoring.HIGHEST:
        message = _("A score is between 0 and 100.")
        raise InvalidInput("score_invalid", message, fields={"score": message})
    lead = Lead.objects.select_for_update().select_related("stage").get(pk=lead.pk)
    lead.reasons, lead.score = [list(each) for each in scoring.with_judgement(score)], score
    lead.save(update_fields=["reasons", "score"])
    _event(lead, lead.stage, scoring.BY_HAND, note, user).save()
    tell(lead.organization_id, "leads")
    return lead


def drop_lead(*, lead: Lead) -> None:
    """The contact is no lead any more; its history goes too."""
    lead.delete()


def note_lead_results(results: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    """What came of calls: contact's id → outcome and purpose of each, oldest first.

    Runs in the transaction that settles the calls, so that each counts once. Contacts that are
    gone, and results that say nothing of a lead, are left out.
    """
    counted = {
        pk: [each for each in those if scoring.counts(*each)] for pk, those in results.items()
    }
    counted = {pk: those for pk, those in counted.items() if those}
    if not counted:
        return
    people: dict[int, list[int]] = defaultdict(list)
    owners = Contact.objects.filter(pk__in=counted).values_list("organization_id", "pk")
    for organization_id, pk in owners.order_by("pk"):
        people[organization_id].append(pk)
    for organization in Organization.objects.filter(pk__in=people).order_by("pk"):
        _note(organization, {pk: counted[pk] for pk in people[organization.pk]})


def _note(organization: Organization, results: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    stages = stages_of(organization)
    start_leads(organization=organization, contacts=list(results), stage=_first(stages, "new"))
    leads = Lead.objects.select_for_update(of=("self",)).select_related("stage")
    changed, events = [], []
    for lead in leads.filter(pk__in=results).order_by("pk"):
        for outcome, purpose in results[lead.pk]:
            events.append(_apply(lead, stages, outcome, purpose))
        changed.append(lead)
    Lead.objects.bulk_update(changed, ["stage", "moved_at", "score", "reasons"], _AT_ONCE)
    LeadEvent.objects.bulk_create(events, _AT_ONCE)


def _apply(lead: Lead, stages: Sequence[Stage], outcome: str, purpose: str) -> LeadEvent:
    """Carry a call's result into the lead, and say so."""
    reasons = scoring.with_result(lead.because, outcome)
    lead.reasons, lead.score = [list(each) for each in reasons], scoring.score_of(reasons)
    kind = scoring.kind_after(lead.stage.kind, outcome, purpose)
    stage = lead.stage if kind == lead.stage.kind else _first(stages, kind) or lead.stage
    event = _event(lead, stage, outcome, "", None)
    if stage.pk != lead.stage_id:
        lead.stage, lead.moved_at = stage, database_now()
    return event


def _first(stages: Sequence[Stage], kind: str) -> Stage | None:
    """The first stage of a kind; None where the organisation has none such."""
    return next((stage for stage in stages if stage.kind == kind), None)


def _event(lead: Lead, stage: Stage, reason: str, note: str, user: User | None) -> LeadEvent:
    tidy = note.replace("\0", "").strip()[:300]
    return LeadEvent(
        lead=lead,
        from_stage=lead.stage.name,
        to_stage=stage.name,
        score=lead.score,
        reason=reason,
        note=tidy,
        by=user,
    )


def _require_own(stage: Stage, organization_id: int) -> None:
    if stage.organization_id != organization_id:
        raise NotFound("stage_not_found", _("There is no such stage."))
