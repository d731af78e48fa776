"""The pages of campaigns, as people with each role see them."""

import csv
import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from campaigns.ledger import State
from campaigns.models import Campaign
from lib.clock import database_now
from tests import rows

pytestmark = pytest.mark.django_db

Status = Campaign.Status


@pytest.fixture
def shop():
    return rows.organization()


@pytest.fixture
def browser(shop):
    return rows.browser(shop)


@pytest.fixture
def running(shop):
    return rows.campaign(shop, name="Roscones", status=Status.RUNNING)


def filled(shop, **changes):
    """A form as a person sends it."""
    people = rows.contact_list(shop, rows.contact(shop))
    form = {
        "name": "Roscones",
        "purpose": "sales",
        "agent": rows.agent(shop).pk,
        "lists": [people.pk],
        "max_concurrent": 5,
        "calls_per_second": "1.5",
        "day0-from0": "09:00",
        "day0-to0": "14:00",
        "day5-from0": "10:00",
        "day5-to0": "00:00",
    }
    for outcome in ("busy", "no_answer", "voicemail", "failed", "hung_up"):
        form |= {f"{outcome}-attempts": 1, f"{outcome}-delay": 3600}
    return form | {"busy-attempts": 3, "busy-delay": 600} | changes


def page(browser, name, *args, **query):
    return browser.get(reverse(f"campaigns:{name}", args=args), query)


def text_of(response):
    return re.sub(r"<[^>]*>|\s+", " ", response.content.decode())


class TestList:
    def test_without_campaigns_it_says_what_to_do_next(self, browser):
        response = page(browser, "list")
        assert reverse("campaigns:begin") in response.content.decode()
        assert reverse("contacts:list") in response.content.decode()

    def test_it_shows_how_far_each_has_come(self, browser, running):
        for state in (State.DONE, State.SKIPPED, State.PENDING):
            rows.target(running, state=state)
        assert "2 of 3" in text_of(page(browser, "list"))

    def test_it_narrows_to_a_state(self, browser, shop, running):
        rows.campaign(shop, name="Encuesta", status=Status.PAUSED)
        shown = text_of(page(browser, "list", status="paused"))
        assert "Encuesta" in shown
        assert "Roscones" not in shown

    def test_more_campaigns_cost_no_more_queries(self, browser, shop, running):
        page(browser, "list")
        with CaptureQueriesContext(connection) as few:
            page(browser, "list")
        for _ in range(20):
            rows.target(rows.campaign(shop))
        with CaptureQueriesContext(connection) as many:
            page(browser, "list")
        assert len(many) == len(few)


class TestForm:
    def test_it_makes_a_draft(self, browser, shop):
        form = filled(shop)
        response = browser.post(reverse("campaigns:create"), form)
        campaign = Campaign.objects.get()
        assert response["Location"] == reverse("campaigns:detail", args=[campaign.pk])
        assert campaign.status == Status.DRAFT
        assert [one.pk for one in campaign.lists.all()] == form["lists"]
        assert campaign.windows == {"0": [["09:00", "14:00"]], "5": [["10:00", "24:00"]]}
        assert campaign.retry_policy == {"busy": {"attempts": 3, "delay": 600, "growth": 2}}

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"name": ""}, "This field is required."),
            ({"lists": []}, "Choose at least one list."),
            ({"day0-to0": ""}, "Monday: give both the opening and the closing time."),
            ({"day0-to0": "09:00"}, "Monday: opens and closes at the same time."),
            ({"day0-from0": "25:99"}, "Enter a valid time."),
            (
                {"day0-from0": "", "day0-to0": "", "day5-from0": "", "day5-to0": ""},
                "Choose at least one stretch of calling hours.",
            ),
            ({"max_concurrent": 0}, "Ensure this value is greater than or equal to 1."),
            ({"calls_per_second": 900}, "Ensure this value is less than or equal to 200."),
            ({"busy-attempts": 99}, "99 is not one of the available choices."),
        ],
    )
    def test_it_says_what_is_wrong_and_keeps_what_was_typed(self, browser, shop, changes, said):
        response = browser.post(reverse("campaigns:create"), filled(shop) | changes)
        assert response.status_code == 422
        assert said in text_of(response)
        if "name" not in changes:
            assert 'value="Roscones"' in response.content.decode()
        assert not Campaign.objects.exists()

    def test_it_shows_a_campaign_as_it_is_and_saves_what_changed(self, browser, shop):
        browser.post(reverse("campaigns:create"), filled(shop))
        campaign = Campaign.objects.get()
        before = page(browser, "edit", campaign.pk).context["form"]
        assert before["name"].value() == "Roscones"
        monday = before.days[0]
        assert [monday["from0"].value(), monday["to0"].value()] == ["09:00", "14:00"]
        browser.post(reverse("campaigns:edit", args=[campaign.pk]), filled(shop, name="Turrones"))
        campaign.refresh_from_db()
        assert campaign.name == "Turrones"

    def test_every_stretch_of_hours_can_be_edited(self, browser, shop):
        windows = {"0": [["08:00", "09:00"], ["10:00", "11:00"], ["12:00", "24:00"]]}
        campaign = rows.campaign(shop, windows=windows)
        monday = page(browser, "edit", campaign.pk).context["form"].days[0]
        assert [monday["from2"].value(), monday["to2"].value()] == ["12:00", "00:00"]

    def test_from_midnight_to_midnight_is_the_whole_day(self, browser, shop):
        whole = {"day0-from0": "00:00", "day0-to0": "00:00"}
        browser.post(reverse("campaigns:create"), filled(shop, **whole))
        assert Campaign.objects.get().windows["0"] == [["00:00", "24:00"]]

    def test_a_running_campaign_is_not_changed(self, browser, shop, running):
        response = browser.post(reverse("campaigns:edit", args=[running.pk]), filled(shop))
        assert "Pause the campaign before you change it." in text_of(response)

    def test_it_offers_only_ones_own_lists_and_agents(self, browser, shop):
        other = rows.organization()
        theirs = rows.contact_list(other, name="Secret list")
        rows.contact_list(shop), rows.agent(shop), rows.agent(other, name="Secret agent")
        assert "Secret" not in text_of(page(browser, "create"))
        form = filled(shop, lists=[theirs.pk])
        assert browser.post(reverse("campaigns:create"), form).status_code == 422

    def test_without_contacts_or_agents_it_says_what_comes_first(self, browser, shop):
        assert reverse("contacts:list") in page(browser, "create").content.decode()
        rows.contact_list(shop)
        assert reverse("conversations:list") in page(browser, "create").content.decode()


class TestLiveView:
    def test_it_shows_who_is_on_the_phone_with_their_last_sentence(self, browser, running):
        rows.called_target(
            running,
            contact=rows.contact(running.organization, name="Camila"),
            status="in_progress",
            last_said="¿Tienen sin azúcar?",
            state=State.CALLING,
            reason="calling",
            answered_at=database_now() - dt.timedelta(seconds=65),
        )
        shown = text_of(page(browser, "live", running.pk))
        assert "Camila" in shown
        assert "¿Tienen sin azúcar?" in shown
        assert "Talking" in shown
        assert re.search(r"1:0[5-9]", shown)

    def test_it_shows_what_just_ended(self, browser, running):
        rows.called_target(running, outcome="goal_met", summary="Encarga uno de nata.")
        shown = text_of(page(browser, "live", running.pk))
        assert "Goal met" in shown
        assert "Encarga uno de nata." in shown

    def test_it_shows_when_the_next_person_is_due(self, browser, running):
        later = database_now() + dt.timedelta(hours=2)
        rows.target(running, state=State.WAITING, reason="retry_busy", next_attempt_at=later)
        assert "The next person is due on" in text_of(page(browser, "live", running.pk))

    def test_its_cost_does_not_grow_with_the_campaign(self, browser, running):
        def look():
            with CaptureQueriesContext(connection) as queries:
                page(browser, "detail", running.pk)
            return len(queries)

        rows.called_target(running, outcome="busy")
        rows.called_target(running, status="ringing", state=State.CALLING, reason="calling")
        look()
        few = look()
        for _ in range(8):
            rows.called_target(running, outcome="goal_met")
            rows.called_target(running, status="ringing", state=State.CALLING, reason="calling")
        assert look() == few

    @pytest.mark.parametrize("status", Status.values)
    def test_it_can_be_seen_in_every_state(self, browser, shop, status):
        campaign = rows.campaign(shop, status=status)
        assert page(browser, "detail", campaign.pk).status_code == 200

    def test_it_offers_what_the_state_and_the_role_allow(self, shop):
        offered = {
            (Status.DRAFT, Role.OPERATOR): {"start", "schedule"},
            (Status.RUNNING, Role.OPERATOR): {"pause"},
            (Status.PAUSED, Role.OPERATOR): {"resume"},
            (Status.COMPLETED, Role.OPERATOR): set(),
            (Status.DRAFT, Role.VIEWER): set(),
            (Status.RUNNING, Role.VIEWER): set(),
        }
        for (status, role), expected in offered.items():
            campaign = rows.campaign(shop, status=status)
            content = page(rows.browser(shop, role), "live", campaign.pk).content.decode()
            found = {
                name
                for name in ("start", "pause", "resume")
                if reverse(f"campaigns:{name}", args=[campaign.pk]) in content
            }
            found |= {"schedule"} if 'popovertarget="schedule"' in content else set()
            assert found == expected, (status, role)


class TestActions:
    def act(self, browser, name, campaign, **form):
        response = browser.post(reverse(f"campaigns:{name}", args=[campaign.pk]), form, follow=True)
        campaign = Campaign.objects.filter(pk=campaign.pk).first()
        return campaign and campaign.status, text_of(response)

    def test_a_campaign_lives_through_its_buttons(self, browser, shop):
        people = rows.contact_list(shop, rows.contact(shop))
        campaign = rows.campaign(shop)
        campaign.lists.add(people)
        assert self.act(browser, "start", campaign)[0] == Status.RUNNING
        assert campaign.targets.count() == 1
        assert self.act(browser, "pause", campaign)[0] == Status.PAUSED
        assert self.act(browser, "resume", campaign)[0] == Status.RUNNING
        assert self.act(browser, "cancel", campaign)[0] == Status.CANCELED

    def test_what_a_rule_forbids_is_said_on_the_page(self, browser, shop):
        status, said = self.act(browser, "start", rows.campaign(shop))
        assert status == Status.DRAFT
        assert "There is nobody on the lists of this campaign." in said

    def test_it_begins_by_itself_at_the_hour_of_the_organisation(self, browser, shop):
        campaign = rows.campaign(shop)
        assert self.act(browser, "schedule", campaign, starts_at="2099-01-05T10:00")[0] == (
            Status.SCHEDULED
        )
        campaign.refresh_from_db()
        assert campaign.starts_at == dt.datetime(2099, 1, 5, 9, 0, tzinfo=dt.UTC)

    def test_it_does_not_begin_in_the_past_or_at_no_time(self, browser, shop):
        campaign = rows.campaign(shop)
        assert self.act(browser, "schedule", campaign, starts_at="2001-01-05T10:00")[0] == "draft"
        assert "Choose a day and an hour." in self.act(browser, "schedule", campaign)[1]

    def test_a_draft_is_deleted_and_a_running_one_is_not(self, browser, shop, running):
        assert self.act(browser, "delete", rows.campaign(shop))[0] is None
        assert self.act(browser, "delete", running)[0] == Status.RUNNING


class TestPeople:
    def test_everybody_has_a_reason_and_those_who_wait_a_time(self, browser, running):
        rows.target(running, state=State.SKIPPED, reason="suppressed")
        rows.target(
            running,
            state=State.WAITING,
            reason="retry_busy",
            next_attempt_at=dt.datetime(2030, 1, 7, 16, 30, tzinfo=dt.UTC),
        )
        shown = text_of(page(browser, "targets", running.pk))
        assert "This number asked not to be called." in shown
        assert "The line was busy." in shown
        assert "17:30" in shown

    def test_they_are_narrowed_by_state_and_reason(self, browser, running):
        for reason in ("suppressed", "unknown_zone"):
            rows.target(running, state=State.SKIPPED, reason=reason)
        rows.target(running, state=State.DONE, reason="goal_met")
        found = page(browser, "targets", running.pk, state="skipped").context["page"].rows
        assert {target.reason for target in found} == {"suppressed", "unknown_zone"}
        found = page(browser, "targets", running.pk, state="skipped", reason="suppressed")
        assert [target.reason for target in found.context["page"].rows] == ["suppressed"]

    def test_more_people_cost_no_more_queries(self, browser, running):
        rows.called_target(running, outcome="busy")
        page(browser, "targets", running.pk)
        with CaptureQueriesContext(connection) as few:
            page(browser, "targets", running.pk)
        for _ in range(20):
            rows.called_target(running, outcome="busy")
        with CaptureQueriesContext(connection) as many:
            page(browser, "targets", running.pk)
        assert len(many) == len(few)

    def test_the_export_has_everybody_and_runs_nothing(self, browser, running):
        evil = rows.contact(running.organization, name="=HYPERLINK(0)", e164="+34600000001")
        rows.target(running, contact=evil, state=State.SKIPPED, reason="suppressed")
        rows.called_target(running, outcome="goal_met", duration=61)
        response = page(browser, "export", running.pk)
        lines = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
        assert lines[0]["Name"] == "'=HYPERLINK(0)"
        assert lines[0]["Phone"] == "'+34600000001"
        assert lines[0]["Why"] == "This number asked not to be called."
        assert [lines[1]["Outcome"], lines[1]["Seconds"]] == ["Goal met", "61"]

    def test_the_export_is_in_the_readers_language(self, running):
        running.organization.language = "es"
        running.organization.save()
        rows.target(running, state=State.SKIPPED, reason="suppressed")
        response = page(rows.browser(running.organization), "export", running.pk)
        assert "Este número pidió que no lo llamemos." in response.getvalue().decode()


def test_every_attempt_is_among_the_calls(browser, running):
    first = rows.called_target(running, outcome="busy")
    again = rows.call(running.organization, contact=first.contact, outcome="goal_met")
    first.calls.create(campaign=running, call=again)
    found = page(browser, "calls", running.pk).context["page"].rows
    assert {call.outcome for call in found} == {"busy", "goal_met"}


READ = ["detail", "live", "targets", "calls", "export", "edit"]
WRITE = ["start", "schedule", "pause", "resume", "cancel", "delete", "edit"]


@pytest.mark.parametrize("name", READ)
def test_a_campaign_of_others_does_not_exist(browser, name):
    theirs = rows.campaign(rows.organization())
    assert page(browser, name, theirs.pk).status_code == 404


@pytest.mark.parametrize("name", WRITE)
def test_nothing_is_done_to_a_campaign_of_others(browser, name):
    theirs = rows.campaign(rows.organization(), status=Status.RUNNING)
    assert browser.post(reverse(f"campaigns:{name}", args=[theirs.pk])).status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == Status.RUNNING


def test_campaigns_of_others_are_not_listed(browser):
    rows.campaign(rows.organization(), name="Secret")
    assert "Secret" not in text_of(page(browser, "list"))


@pytest.mark.parametrize("name", WRITE)
def test_a_viewer_changes_nothing(shop, running, name):
    viewer = rows.browser(shop, Role.VIEWER)
    assert viewer.post(reverse(f"campaigns:{name}", args=[running.pk])).status_code == 403


def test_an_operator_does_not_delete(shop):
    draft = rows.campaign(shop)
    operator = rows.browser(shop, Role.OPERATOR)
    assert operator.post(reverse("campaigns:delete", args=[draft.pk])).status_code == 403


@pytest.mark.parametrize("name", ["start", "pause", "resume", "cancel", "delete", "schedule"])
def test_looking_does_nothing(browser, running, name):
    assert page(browser, name, running.pk).status_code == 405


@pytest.mark.parametrize("name", ["list", "create"])
def test_strangers_are_sent_to_sign_in(client, name):
    assert reverse("account_login") in page(client, name)["Location"]
