"""Single calls: one person, once, now or at a time. Each is a campaign of one, so that it passes
the same gate, stands in the same ledger, and is stopped by the same brakes."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models import Organization, User
from campaigns.ledger import DIALABLE
from campaigns.models import Campaign, Priority, Target
from campaigns.services import cancel_campaign
from campaigns.timetable import ANY_DAY
from contacts.models import Contact
from conversations.brain import model_of
from conversations.models import Agent
from lib.clock import database_now
from lib.errors import DomainError, InvalidInput


def singles_of(access: Access) -> QuerySet[Campaign]:
    """The single calls that this person may see, newest first."""
    singles = Campaign.objects.visible_to(access).filter(kind=Campaign.Kind.SINGLE)
    return singles.select_related("agent").order_by("-pk")


def with_targets(singles: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """The same, to be shown: `target_of` each is known, as it is now."""
    targets = Target.objects.select_related("contact", "call")
    return singles.prefetch_related(Prefetch("targets", targets))


def target_of(single: Campaign) -> Target:
    """Whom a single call is to, and where it stands."""
    (target,) = single.targets.all()
    return target


def place_call(
    *,
    organization: Organization,
    user: User | None,
    contact: Contact,
    agent: Agent,
    at: dt.datetime | None = None,
    request_key: str = "",
) -> Campaign:
    """Have this person called, now or at a time to come.

    Asked for again with the same `request_key`, it is the same call and not a second one.
    """
    if {contact.organization_id, agent.organization_id} != {organization.pk}:
        raise InvalidInput("foreign", _("The agent and the person must be of this organisation."))
    asked = Campaign.objects.filter(organization=organization, request_key=request_key)
    if request_key and (known := asked.first()):
        return known
    model_of(agent)  # raises what is missing, before anybody is rung
    try:
        return _write(
            organization=organization,
            user=user,
            contact=contact,
            agent=agent,
            at=at,
            request_key=request_key,
        )
    except IntegrityError:
        if known := asked.first() if request_key else None:
            return known
        raise


@transaction.atomic
def _write(
    *,
    organization: Organization,
    user: User | None,
    contact: Contact,
    agent: Agent,
    at: dt.datetime | None,
    request_key: str,
) -> Campaign:
    now = database_now()
    single = Campaign.objects.create(
        organization=organization,
        created_by=user,
        kind=Campaign.Kind.SINGLE,
        request_key=request_key,
        name=str(contact)[:120],
        purpose=agent.purpose,
        agent=agent,
        agent_version=agent.published,
        windows=ANY_DAY,
        retry_policy={},
        max_concurrent=1,
        status=Campaign.Status.RUNNING,
        started_at=now,
    )
    Target.objects.create(
        campaign=single,
        contact=contact,
        priority=Priority.PROMISED,
        next_attempt_at=_to_come(at, now) if at else now,
    )
    return single


@transaction.atomic
def reschedule_call(*, single: Campaign, at: dt.datetime) -> Campaign:
    """Call at another time. DomainError once it is being called, or over."""
    target = Target.objects.select_for_update(no_key=True).get(campaign=single)
    if target.state not in DIALABLE:
        raise DomainError("call_begun", _("This call has begun or is over."))
    target.next_attempt_at = _to_come(at, database_now())
    target.save(update_fields=["next_attempt_at"])
    return single


def cancel_call(*, single: Campaign) -> Campaign:
    """Don't call. One that is on the phone goes on to its end."""
    return cancel_campaign(campaign=single)


def _to_come(at: dt.datetime, now: dt.datetime) -> dt.datetime:
    if at <= now:
        raise InvalidInput(
            "in_the_past", _("Choose a time to come."), fields={"at": _("Must be later than now.")}
        )
    return at
