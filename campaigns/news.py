"""What other systems are told of campaigns and their calls."""

from collections.abc import Iterable
from typing import Any

from calls.models import Call
from campaigns.models import Campaign, Promise
from outbox.events import Event
from outbox.services import publish, publish_each


def tell_of_calls(calls: Iterable[Call], campaign: Campaign) -> None:
    """Calls of a campaign were made, and their results are known."""
    publish_each(
        organization=campaign.organization,
        event=Event.CALL_ENDED,
        happenings=(_of(call, campaign) for call in calls),
    )


def _of(call: Call, campaign: Campaign) -> dict[str, Any]:
    return {
        "call": call.pk,
        "campaign": campaign.pk,
        "contact": call.contact_id,
        "to_number": call.to_number,
        "status": call.status,
        "outcome": call.outcome,
        "summary": call.summary,
        "callback_at": call.callback_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "duration": call.duration,
    }


def tell_of_campaign(campaign: Campaign, event: Event, **more: Any) -> None:
    """A campaign began, paused by itself, or ended."""
    publish(
        organization=campaign.organization,
        event=event,
        data={"campaign": campaign.pk, "name": campaign.name, "status": campaign.status} | more,
    )


def tell_of_missed_promise(promise: Promise) -> None:
    """Nobody called at the time that was promised, nor soon after."""
    target = promise.target
    publish(
        organization=target.campaign.organization,
        event=Event.PROMISE_MISSED,
        data={
            "campaign": target.campaign_id,
            "contact": target.contact_id,
            "promised_at": promise.promised_at,
            "promised_on_call": promise.made_on_id,
        },
    )
