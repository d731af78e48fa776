"""What a call came to is carried into the person's lead."""

from calls.lifecycle import Status
from campaigns.ledger import State
from campaigns.settlement import settle_ended
from contacts.selectors import lead_of
from tests import rows


def test_a_settled_call_moves_the_lead_once(db):
    campaign = rows.campaign(rows.organization(), purpose="appointment")
    target = rows.called_target(
        campaign, outcome="goal_met", state=State.CALLING, status=Status.COMPLETED
    )
    settle_ended()
    settle_ended()
    lead = lead_of(target.contact)
    assert lead is not None
    assert (lead.stage.kind, lead.score) == ("appointment", 60)
    assert lead.events.filter(reason="goal_met").count() == 1
