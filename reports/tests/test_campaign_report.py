"""The report of a campaign: everybody and every call accounted for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calls.models import Outcome
from campaigns.ledger import State
from campaigns.models import Campaign
from contacts.models import Import
from lib.clock import database_now
from reports.campaign_report import campaign_report
from reports.overview import summaries
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return rows.organization()


@pytest.fixture
def campaign(shop):
    return rows.campaign(shop, status=Campaign.Status.RUNNING)


def imported(campaign, *, created=0, updated=0, unchanged=0, faults=()):
    """A file that went into a new list of the campaign."""
    into = rows.contact_list(campaign.organization)
    campaign.lists.add(into)
    file = Import.objects.create(
        organization=campaign.organization,
        contact_list=into,
        filename="contactos.csv",
        default_country="ES",
        created=created,
        updated=updated,
        unchanged=unchanged,
        rejected=len(faults),
    )
    for number, reason in faults:
        file.rejected_rows.create(row_number=number, reason=reason)
    return file


def test_everybody_is_in_exactly_one_state(campaign):
    for state, reason in [
        (State.DONE, "goal_met"),
        (State.DONE, "talked"),
        (State.SKIPPED, "suppressed"),
        (State.SKIPPED, "suppressed"),
        (State.SKIPPED, "unknown_zone"),
        (State.WAITING, "retry_busy"),
    ]:
        rows.target(campaign, state=state, reason=reason)
    report = campaign_report(campaign)
    assert report.contacts == 6
    assert report.states == {"waiting": 1, "done": 2, "skipped": 3}
    assert report.skipped == {"suppressed": 2, "unknown_zone": 1}
    assert report.unexplained == 0


def test_calls_of_every_attempt_are_counted_by_outcome(campaign):
    target = rows.called_target(campaign, outcome=Outcome.BUSY, status="busy")
    for outcome in (Outcome.BUSY, Outcome.GOAL_MET):
        again = rows.call(
            campaign.organization, contact=target.contact, outcome=outcome, duration=40
        )
        target.calls.create(campaign=campaign, call=again)
    report = campaign_report(campaign)
    assert report.calls == {"busy": 2, "goal_met": 1}
    assert [report.placed, report.goals, report.talk_seconds] == [3, 1, 80]


@pytest.mark.parametrize("status", ["intent", "refused", "expired", "abandoned"])
def test_calls_that_never_rang_are_not_counted(campaign, status):
    rows.called_target(campaign, outcome=Outcome.NOT_PLACED, status=status)
    assert campaign_report(campaign).calls == {}


@pytest.mark.parametrize("status", ["sending", "unknown", "queued", "ringing", "in_progress"])
def test_calls_under_way_are_counted_without_an_outcome(campaign, status):
    rows.called_target(campaign, status=status, state=State.CALLING, reason="calling")
    assert campaign_report(campaign).calls == {"": 1}


def test_a_machine_that_answers_is_nobody(campaign):
    now = database_now()
    rows.called_target(campaign, outcome=Outcome.VOICEMAIL, answered_at=now)
    rows.called_target(campaign, outcome=Outcome.TALKED, answered_at=now)
    rows.called_target(campaign, outcome=Outcome.NO_ANSWER, status="no_answer")
    rows.called_target(campaign, outcome=Outcome.BUSY, status="busy")
    report = campaign_report(campaign)
    assert [report.answered, report.answer_rate] == [1, 0.25]


def test_rows_of_its_files_are_accounted_for(campaign, shop):
    imported(campaign, created=3, faults=[(9, "phone_missing"), (4, "phone_too_short")])
    imported(campaign, updated=2, unchanged=1)
    imported(rows.campaign(shop), created=99, faults=[(1, "phone_missing")])
    report = campaign_report(campaign)
    assert [report.imported, report.rejected] == [6, 2]
    assert [(row.row_number, row.reason) for row in report.rejected_rows] == [
        (4, "phone_too_short"),
        (9, "phone_missing"),
    ]


def test_a_reason_without_words_is_unexplained(campaign):
    rows.target(campaign, state=State.SKIPPED, reason="because")
    assert campaign_report(campaign).unexplained == 1


@pytest.mark.parametrize(
    ("status", "state", "unexplained"),
    [
        (Campaign.Status.COMPLETED, State.PENDING, 1),
        (Campaign.Status.COMPLETED, State.WAITING, 1),
        (Campaign.Status.COMPLETED, State.CALLING, 1),
        (Campaign.Status.COMPLETED, State.DONE, 0),
        (Campaign.Status.CANCELED, State.WAITING, 1),
        (Campaign.Status.CANCELED, State.CALLING, 0),
        (Campaign.Status.PAUSED, State.WAITING, 0),
        (Campaign.Status.RUNNING, State.CLAIMED, 0),
    ],
)
def test_a_campaign_that_is_over_leaves_nobody(campaign, status, state, unexplained):
    rows.target(campaign, state=state, reason="calling")
    campaign.status = status
    assert campaign_report(campaign).unexplained == unexplained


def test_a_campaign_without_anybody_is_all_zeros(campaign):
    report = campaign_report(campaign)
    assert [report.contacts, report.placed, report.answer_rate, report.talk_seconds] == [0] * 4


def test_a_report_costs_the_same_for_any_campaign(campaign):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            campaign_report(campaign)
        return len(queries)

    rows.called_target(campaign)
    few = cost()
    imported(campaign, faults=[(number, "phone_missing") for number in range(5)])
    for _ in range(10):
        rows.called_target(campaign, outcome=Outcome.BUSY)
    assert cost() == few


def test_campaigns_are_compared_in_four_queries(shop):
    first, second, idle = (rows.campaign(shop) for _ in range(3))
    rows.called_target(first, outcome=Outcome.GOAL_MET, answered_at=database_now())
    rows.called_target(first, outcome=Outcome.BUSY, status="busy")
    rows.called_target(second, outcome=Outcome.NOT_PLACED, status="refused")
    with CaptureQueriesContext(connection) as queries:
        found = summaries([first, second, idle])
    assert len(queries) == 4
    assert [(row.placed, row.over.reached, row.over.goals) for row in found] == [
        (2, 1, 1),
        (0, 0, 0),
        (0, 0, 0),
    ]
    assert [row.ledger.total for row in found] == [2, 1, 0]
    assert found[0].over.answer_rate == 0.5
