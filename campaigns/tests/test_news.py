"""Other systems hear of what happens to campaigns and people."""

import pytest

from accounts.access import access_of
from accounts.models import Membership
from accounts.permissions import Role
from campaigns.services import cancel_campaign, start_campaign
from contacts.services.suppression import suppress
from outbox import services
from outbox.events import Event
from outbox.models import Delivery
from tests import rows


@pytest.mark.django_db
def test_what_happens_is_told(settings):
    settings.OUTSIDE_ALLOWED = ["127.0.0.1"]
    shop = rows.organization()
    access = access_of(Membership.objects.get(user=rows.member(shop, Role.ADMIN)))
    everything = [event for event in Event if event is not Event.TEST]
    services.create_endpoint(access=access, url="http://127.0.0.1:1/", events=everything)
    campaign = rows.campaign(shop)
    campaign.lists.add(rows.contact_list(shop, rows.contact(shop)))
    start_campaign(campaign=campaign)
    cancel_campaign(campaign=campaign)
    suppress(organization=shop, e164="+34612345678", source="staff")
    told = list(Delivery.objects.order_by("id").values_list("event", "data"))
    assert [event for event, _data in told] == [
        "campaign.started",
        "campaign.finished",
        "contact.suppressed",
    ]
    assert told[0][1] == {"campaign": campaign.pk, "name": campaign.name, "status": "running"}
    assert told[2][1]["phone"] == "+34612345678"
