"""What may be done to a campaign, and what follows from it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from audio.tasks import warm_soon
from campaigns.alerts import tell_finished, tell_not_started
from campaigns.canceling import cancel_of_list, cancel_waiting
from campaigns.ledger import DIALABLE, IN_HAND
from campaigns.models import Campaign, Target
from campaigns.news import tell_of_campaign
from campaigns.retries import preset_for, require_policy
from campaigns.timetable import require_timetable
from contacts.models import ContactList
from conversations.brain import model_of
from conversations.models import Agent
from conversations.wanted import require_wanted
from lib.clock import database_now
from lib.errors import DomainError, InvalidInput
from lib.hours import Windows, require_windows
from lib.live import tell
from outbox.events import Event

Status = Campaign.Status

EDITABLE = (Status.DRAFT, Status.SCHEDULED, Status.PAUSED)

_MATERIALISE = """
    INSERT INTO campaigns_target
        (campaign_id, contact_id, state, reason, attempts, priority, next_attempt_at, fence,
         from_list_id)
    SELECT %(campaign)s, entry.contact_id, 'pending', 'not_called_yet', 0, 0,
           %(now)s::timestamptz, 0, min(entry.contact_list_id)
    FROM contacts_listentry AS entry
    JOIN campaigns_campaign_lists AS chosen ON chosen.contactlist_id = entry.contact_list_id
    WHERE chosen.campaign_id = %(campaign)s
    GROUP BY entry.contact_id
    ON CONFLICT (campaign_id, contact_id) DO NOTHING
"""


@transaction.atomic
def create_campaign(
    *,
    organization: Organization,
    user: User | None,
    name: str,
    purpose: str,
    agent: Agent,
    lists: Sequence[ContactList],
    **choices: Any,
) -> Campaign:
    """A draft. `choices` are fields of the campaign; each falls back to the model's default, and
    retry_policy to the preset of the purpose."""
    campaign = Campaign(
        organization=organization, created_by=user, name=name, purpose=purpose, agent=agent
    )
    _apply(campaign, lists=lists, choices={"retry_policy": preset_for(purpose)} | choices)
    campaign.save()
    campaign.lists.set(lists)
    return campaign


@transaction.atomic
def update_campaign(
    *, campaign: Campaign, lists: Sequence[ContactList] | None = None, **choices: Any
) -> Campaign:
    """Change a campaign that is not calling. People added to its lists join when it starts."""
    locked = _lock(campaign)
    if locked.status not in EDITABLE:
        raise DomainError("campaign_running", _("Pause the campaign before you change it."))
    _apply(locked, lists=locked.lists.all() if lists is None else lists, choices=choices)
    locked.save()
    if lists is not None:
        locked.lists.set(lists)
    return locked


def _apply(campaign: Campaign, *, lists: Any, choices: dict[str, Any]) -> None:
    for name, value in choices.items():
        setattr(campaign, name, value)
    _require_own(campaign, lists)
    campaign.windows = _windows(campaign.windows)
    campaign.retry_policy = require_policy(campaign.retry_policy)
    campaign.extract = require_wanted(campaign.extract)
    if campaign.max_concurrent < 1:
        raise InvalidInput(
            "invalid_limit", _("At least one call at once."), fields={"max_concurrent": _("≥ 1")}
        )
    if not 0 < campaign.calls_per_second <= 200:
        raise InvalidInput(
            "invalid_limit",
            _("Between 0 and 200 calls per second."),
            fields={"calls_per_second": _("More than 0, at most 200.")},
        )
    require_timetable(campaign)
    if campaign.starts_at and campaign.ends_at and campaign.ends_at <= campaign.starts_at:
        raise InvalidInput(
            "ends_before_start",
            _("The campaign would end before it starts."),
            fields={"ends_at": _("Must be later than the start.")},
        )


def _windows(windows: Any) -> Windows:
    return require_windows(windows)


def _require_own(campaign: Campaign, lists: Any) -> None:
    owners = {campaign.agent.organization_id, *(one.organization_id for one in lists)}
    if owners != {campaign.organization_id}:
        raise InvalidInput("foreign", _("The agent and the lists must be of this organisation."))


@transaction.atomic
def schedule_campaign(*, campaign: Campaign, starts_at: dt.datetime) -> Campaign:
    """Start it by itself at a time to come."""
    locked = _require(campaign, Status.DRAFT, Status.SCHEDULED)
    if starts_at <= database_now():
        raise InvalidInput("in_the_past", _("Choose a time to come."))
    locked.starts_at = starts_at
    warm_soon(locked.agent, purpose=locked.purpose)
    return _to(locked, Status.SCHEDULED)


@transaction.atomic
def start_campaign(*, campaign: Campaign) -> Campaign:
    """Begin to call: every contact of its lists becomes a target, in the database, at once."""
    locked = _require(campaign, Status.DRAFT, Status.SCHEDULED)
    model_of(locked.agent)  # raises what is missing, before anybody is rung
    now = database_now()
    with connection.cursor() as cursor:
        cursor.execute(_MATERIALISE, {"campaign": locked.pk, "now": now})
    if not locked.targets.exists():
        raise DomainError("nobody_to_call", _("There is nobody on the lists of this campaign."))
    locked.started_at = now
    _keep_version(locked)
    warm_soon(locked.agent, purpose=locked.purpose)
    _to(locked, Status.RUNNING)
    tell_of_campaign(locked, Event.CAMPAIGN_STARTED)
    return locked


@transaction.atomic
def pause_campaign(
    *, campaign: Campaign, reason: str = "", until: dt.datetime | None = None
) -> Campaign:
    """Place no more calls. Those under way go on to their end. It goes on by itself at `until`."""
    locked = _require(campaign, Status.RUNNING)
    locked.paused_reason, locked.resumes_at = reason, until
    return _to(locked, Status.PAUSED)


@transaction.atomic
def resume_campaign(*, campaign: Campaign) -> Campaign:
    """Go on calling; people who joined its lists meanwhile are called too."""
    locked = _require(campaign, Status.PAUSED)
    with connection.cursor() as cursor:
        cursor.execute(_MATERIALISE, {"campaign": locked.pk, "now": database_now()})
    locked.paused_reason, locked.resumes_at = "", None
    # What made it pause was looked at: the brakes judge what comes from here on.
    newest = locked.attempts.aggregate(newest=Max("pk"))["newest"]
    locked.judged_from = newest or 0
    _keep_version(locked)
    return _to(locked, Status.RUNNING)


@transaction.atomic
def adopt_agent_version(*, campaign: Campaign) -> Campaign:
    """Go on with the agent as it was published last, from the next call on."""
    locked = _require(campaign, Status.RUNNING, Status.PAUSED)
    locked.agent_version = locked.agent.published
    locked.save(update_fields=["agent_version"])
    return locked


@transaction.atomic
def leave_out_list(*, campaign: Campaign, contact_list: ContactList) -> Campaign:
    """Go on without one of its lists: whom it brought and who still waits is called no more,
    but for those whom another of the campaign's lists names, or to whom a call was promised."""
    locked = _require(campaign, *EDITABLE, Status.RUNNING)
    if not locked.lists.exclude(pk=contact_list.pk).exists():
        raise DomainError("only_list", _("It is the only list of this campaign."))
    locked.lists.remove(contact_list)
    cancel_of_list(locked, contact_list.pk, reason="list_left_out")
    return locked


def cancel_campaign(*, campaign: Campaign) -> Campaign:
    """Call nobody any more, from now on. Calls under way go on to their end and are still counted;
    of many who wait, the dialer's next turns take the rest out."""
    with transaction.atomic():
        locked = _require(campaign, Status.SCHEDULED, Status.RUNNING, Status.PAUSED)
        locked.finished_at, locked.resumes_at = database_now(), None
        _to(locked, Status.CANCELED)
        tell_of_campaign(locked, Event.CAMPAIGN_FINISHED)
    cancel_waiting(locked, reason="campaign_canceled")
    return locked


@transaction.atomic
def delete_campaign(*, campaign: Campaign) -> None:
    """Forget a campaign that never called anybody."""
    _require(campaign, Status.DRAFT, Status.SCHEDULED).delete()


def start_scheduled(*, now: dt.datetime) -> None:
    """Start the campaigns whose time has come."""
    due = Campaign.objects.filter(status=Status.SCHEDULED, starts_at__lte=now)
    for campaign in due:
        try:
            start_campaign(campaign=campaign)
        except DomainError as error:
            _give_up(campaign, str(error))


def close_finished(*, now: dt.datetime) -> None:
    """Complete the campaigns that have nobody left to call, or whose end has come; take those who
    still wait out of the canceled ones."""
    ended = Campaign.objects.filter(status=Status.RUNNING, ends_at__lte=now)
    for campaign in ended:
        cancel_waiting(campaign, reason="campaign_ended")
    waiting = Target.objects.filter(campaign=OuterRef("pk"), state__in=DIALABLE)
    for campaign in Campaign.objects.filter(Exists(waiting), status=Status.CANCELED):
        cancel_waiting(campaign, reason="campaign_canceled")
    open_targets = Target.objects.filter(campaign=OuterRef("pk"), state__in=DIALABLE | IN_HAND)
    for campaign in Campaign.objects.filter(~Exists(open_targets), status=Status.RUNNING):
        with transaction.atomic():
            locked = _lock(campaign)
            if locked.status == Status.RUNNING:
                locked.finished_at = now
                _to(locked, Status.COMPLETED)
                tell_of_campaign(locked, Event.CAMPAIGN_FINISHED)
                tell_finished(locked)


@transaction.atomic
def _give_up(campaign: Campaign, reason: str) -> None:
    locked = _lock(campaign)
    locked.paused_reason = reason[:200]
    locked.starts_at = None
    _to(locked, Status.DRAFT)
    tell_not_started(locked, reason)


def _keep_version(campaign: Campaign) -> None:
    """The agent stays what it is now, whatever is published while the campaign runs."""
    kept = campaign.agent_version
    if kept is None or kept.agent_id != campaign.agent_id:
        campaign.agent_version = campaign.agent.published


def _lock(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _require(campaign: Campaign, *allowed: str) -> Campaign:
    locked = _lock(campaign)
    if locked.status not in allowed:
        raise DomainError(
            "campaign_state",
            _("This can't be done while the campaign is: {status}.").format(
                status=locked.get_status_display()
            ),
        )
    return locked


def _to(campaign: Campaign, status: str) -> Campaign:
    campaign.status = status
    campaign.save()
    tell(campaign.organization_id, "campaign", id=campaign.pk, status=status)
    return campaign
