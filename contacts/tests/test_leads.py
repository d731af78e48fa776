"""Leads: moved and scored by results of calls and by hand."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.permissions import Role
from contacts import board, scoring, services
from contacts.models import Lead, LeadEvent, Stage
from contacts.scoring import Reason, counts, kind_after, score_of
from contacts.selectors import lead_of
from lib.errors import DomainError, InvalidInput, NotFound
from tests import rows

API = "/api/v1"


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


def stage(shop, kind):
    return next(each for each in services.stages_of(shop) if each.kind == kind)


def note(person, *outcomes, purpose="sales"):
    services.note_lead_results({person.pk: [(outcome, purpose) for outcome in outcomes]})
    return lead_of(person)


@pytest.mark.parametrize(
    ("kind", "outcome", "purpose", "after"),
    [
        ("new", "talked", "sales", "contacted"),
        ("new", "interested", "sales", "qualified"),
        ("new", "goal_met", "sales", "won"),
        ("new", "goal_met", "appointment", "appointment"),
        ("new", "goal_met", "lead", "qualified"),
        ("qualified", "talked", "sales", "qualified"),
        ("appointment", "not_interested", "sales", "lost"),
        ("lost", "talked", "sales", "contacted"),
        ("won", "opted_out", "sales", "won"),
    ],
)
def test_a_result_moves_forward_or_loses_and_never_back(kind, outcome, purpose, after):
    assert kind_after(kind, outcome, purpose) == after


def test_a_score_stays_within_its_bounds_on_the_way():
    assert score_of([Reason("not_interested", -40), Reason("interested", 40)]) == 40
    assert score_of([Reason("goal_met", 60), Reason("goal_met", 60), Reason("hung_up", -10)]) == 90


def test_only_who_was_reached_by_a_call_that_sells_counts():
    assert counts("talked", "sales")
    assert not counts("no_answer", "sales")
    assert not counts("goal_met", "reminder")


def test_every_reason_has_its_words():
    assert set(scoring.REASON_LABELS) == {*scoring.POINTS, scoring.BY_HAND, scoring.STARTED}


def test_the_first_talk_makes_a_lead_with_its_history(shop):
    lead = note(rows.contact(shop), "no_answer", "talked", "interested")
    assert lead is not None
    assert (lead.stage.kind, lead.score) == ("qualified", 50)
    assert [reason.code for reason in lead.because] == ["talked", "interested"]
    told = [(each.reason, each.to_stage, each.score) for each in lead.events.order_by("pk")]
    assert told == [("started", "New", 0), ("talked", "Contacted", 10),
                    ("interested", "Qualified", 50)]  # fmt: skip


def test_a_contact_that_is_gone_is_no_error(shop):
    services.note_lead_results({10**9: [("talked", "sales")]})
    assert not Lead.objects.exists()


def test_by_hand_with_a_note_and_who(shop):
    lead, user = rows.lead(shop), rows.member(shop)
    services.move_lead(lead=lead, stage=stage(shop, "won"), user=user, note="Signed")
    services.score_lead(lead=lead, score=70, user=user)
    lead.refresh_from_db()
    assert (lead.stage.kind, lead.score) == ("won", 70)
    scored, moved, _started = lead.events.all()
    assert (moved.note, moved.by, moved.from_stage, moved.to_stage) == (
        "Signed",
        user,
        "New",
        "Won",
    )
    assert (scored.score, scored.reason) == (70, "by_hand")
    after = note(lead.contact, "talked")
    assert (after.stage.kind, after.score) == ("won", 80)


def test_what_cannot_be_is_refused(shop):
    lead = rows.lead(shop)
    with pytest.raises(InvalidInput):
        services.score_lead(lead=lead, score=101)
    with pytest.raises(NotFound):
        services.move_lead(lead=lead, stage=rows.lead(rows.organization()).stage)


def test_stages_are_the_organisations_own(shop):
    assert [each.kind for each in services.stages_of(shop)] == list(Stage.Kind)
    made = services.create_stage(organization=shop, name="Demo given", kind="qualified")
    services.place_stage(stage=made, place=1)
    assert [each.name for each in services.stages_of(shop)][:3] == [
        "New",
        "Demo given",
        "Contacted",
    ]
    with pytest.raises(DomainError, match=r"already|Ya hay"):
        services.change_stage(stage=made, name="New")
    assert note(rows.contact(shop), "interested").stage == made, "the first of the kind"
    with pytest.raises(DomainError) as caught:
        services.delete_stage(stage=made)
    assert caught.value.code == "stage_in_use"
    services.delete_stage(stage=made, into=stage(shop, "new"))
    assert Lead.objects.get().stage.kind == "new"


def test_without_a_stage_of_the_kind_a_lead_stays(shop):
    lead = rows.lead(shop)
    Stage.objects.filter(organization=shop, kind="contacted").delete()
    assert note(lead.contact, "talked").stage.kind == "new"


def test_the_board_shows_the_most_promising_first_and_is_filtered(shop):
    low = rows.lead(shop, score=10)
    high = rows.lead(shop, score=90)
    rows.lead(rows.organization())
    page = rows.browser(shop).get(reverse("contacts:leads"))
    text = page.content.decode()
    assert text.index(high.contact.name) < text.index(low.contact.name)
    for query, seen in (("at_least=40", high), (f"q={low.contact.name[-3:]}", low)):
        text = rows.browser(shop).get(f"{reverse('contacts:leads')}?{query}").content.decode()
        assert [lead for lead in (low, high) if lead.contact.name in text] == [seen]


def test_the_pages_of_a_stage_have_everybody_once(shop, monkeypatch):
    monkeypatch.setattr(board, "PAGE", 2)
    first = stage(shop, "new")
    leads = [rows.lead(shop, stage=first, score=score) for score in (5, 5, 5, 9, 1)]
    met, after = [], ""
    while True:
        page = board.page_of_stage(Lead.objects.all(), first, after=after)
        met += [lead.pk for lead in page.rows]
        after = page.further
        if not after:
            break
    assert met == [leads[n].pk for n in (3, 2, 1, 0, 4)]
    assert len(board.page_of_stage(Lead.objects.all(), first, after="x-²").rows) == 2


def test_a_card_is_moved_by_its_form_with_and_without_a_script(shop):
    lead, browser = rows.lead(shop), rows.browser(shop, Role.OPERATOR)
    url = reverse("contacts:lead_move", args=[lead.pk])
    to = {"stage": stage(shop, "qualified").pk, "from": "board"}
    assert browser.post(url, to).headers["Location"] == reverse("contacts:leads")
    assert b'id="board"' in browser.post(url, to, headers={"HX-Request": "true"}).content
    lead.refresh_from_db()
    assert lead.stage.kind == "qualified"
    foreign = {"stage": rows.lead(rows.organization()).stage.pk}
    browser.post(url, foreign)
    lead.refresh_from_db()
    assert lead.stage.kind == "qualified"


def test_the_contact_says_where_they_stand_and_why(shop):
    person = rows.contact(shop)
    browser = rows.browser(shop)
    url = reverse("contacts:detail", args=[person.pk])
    browser.post(reverse("contacts:lead_start", args=[person.pk]))
    note(person, "interested")
    browser.post(
        reverse("contacts:lead_score", args=[person.pk]), {"score": 77, "note": "Friendly"}
    )
    text = browser.get(url).content.decode()
    assert "Qualified" in text
    assert "Friendly" in text
    assert "Set by hand (+77)" in text
    browser.post(reverse("contacts:lead_drop", args=[person.pk]))
    assert lead_of(person) is None
    assert not LeadEvent.objects.exists()


def test_stages_are_arranged_on_their_page(shop):
    browser = rows.browser(shop, Role.ADMIN)
    url = reverse("contacts:stages")
    assert browser.post(url, {"name": "Demo given", "kind": "qualified"}).status_code == 302
    made = Stage.objects.get(name="Demo given")
    assert browser.post(url, {"name": "Demo given", "kind": "qualified"}).status_code == 422
    browser.post(reverse("contacts:stage_place", args=[made.pk]), {"to": "up"})
    assert [each.pk for each in services.stages_of(shop)].index(made.pk) == 5
    edit = reverse("contacts:stage", args=[made.pk])
    browser.post(edit, {"name": "Shown", "kind": "contacted"})
    assert b"Shown" in browser.get(edit).content
    rows.lead(shop, stage=made)
    delete = reverse("contacts:stage_delete", args=[made.pk])
    assert browser.post(delete, {}).headers["Location"] == edit
    browser.post(delete, {"into": stage(shop, "new").pk})
    assert not Stage.objects.filter(pk=made.pk).exists()


def test_the_api_of_leads(shop):
    browser, person = rows.browser(shop, Role.ADMIN), rows.contact(shop)
    json: Any = {"content_type": "application/json"}
    made = browser.post(f"{API}/leads/", {"contact": person.pk, "score": 30}, **json)
    assert (made.status_code, made.json()["score"]) == (201, 30)
    url = f"{API}/leads/{person.pk}/"
    won = stage(shop, "won")
    changed = browser.patch(url, {"stage": won.pk, "note": "Signed"}, **json).json()
    assert (changed["stage"], changed["reasons"]) == (won.pk, [{"code": "by_hand", "points": 30}])
    history = browser.get(f"{url}history/").json()["results"]
    assert [each["note"] for each in history] == ["Signed", "", ""]
    assert len(browser.get(f"{API}/leads/?kind=won&at_least=30").json()["results"]) == 1
    assert browser.get(f"{API}/leads/?at_least=31").json()["results"] == []
    assert browser.delete(f"{API}/stages/{won.pk}/").status_code == 409
    gone = browser.delete(f"{API}/stages/{won.pk}/?into={stage(shop, 'new').pk}")
    assert gone.status_code == 204
    added = browser.post(f"{API}/stages/", {"name": "Pilot", "kind": "won", "place": 0}, **json)
    assert added.json()["place"] == 0
    assert browser.delete(url).status_code == 204
