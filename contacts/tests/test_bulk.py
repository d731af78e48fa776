"""The same done to many contacts, and choices kept under a name."""

import io

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from openpyxl import load_workbook

from accounts.permissions import Role
from contacts import bulk_views, tasks
from contacts.models import BulkAct, Contact, Lead, Segment, Suppression
from contacts.services import bulk_acts
from lib.sealing import seal
from outbox.models import Delivery, Endpoint
from outbox.signing import new_secret
from tests import rows


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


@pytest.fixture
def people(shop):
    return [rows.contact(shop, name=name) for name in ("Ana", "Eva", "Leo")]


def bulk(browser, **asked):
    return browser.post(reverse("contacts:bulk"), asked)


def test_those_who_were_ticked_go_on_a_list(shop, people):
    friends, stranger = rows.contact_list(shop), rows.contact(rows.organization())
    ticked = [people[0].pk, people[2].pk, stranger.pk, "x"]
    answer = bulk(rows.browser(shop), act="list", list=friends.pk, contact=ticked, query="q=a")
    assert answer.headers["Location"].endswith("?q=a")
    assert set(friends.contacts.all()) == {people[0], people[2]}


def test_a_foreign_list_takes_nobody(shop, people):
    foreign = rows.contact_list(rows.organization())
    bulk(rows.browser(shop), act="list", list=foreign.pk, everyone="1")
    assert not foreign.contacts.exists()


def test_all_who_were_found_are_suppressed_and_nobody_else(shop, people):
    bulk(rows.browser(shop), act="suppress", everyone="1", query="q=eva")
    assert [each.e164 for each in Suppression.objects.all()] == [people[1].e164]


def test_deleting_needs_more_than_editing(shop, people):
    assert bulk(rows.browser(shop, Role.OPERATOR), act="delete", everyone="1").status_code == 403
    assert Contact.objects.count() == 3
    bulk(rows.browser(shop, Role.ADMIN), act="delete", contact=[people[0].pk])
    assert set(Contact.objects.all()) == set(people[1:])


def test_leads_are_made_of_many(shop, people):
    bulk(rows.browser(shop), act="leads", everyone="1", query="")
    assert Lead.objects.count() == 3


def test_a_choice_is_kept_shown_and_forgotten(shop, people):
    browser = rows.browser(shop)
    page = reverse("contacts:list")
    save = reverse("contacts:segment_save")
    browser.post(save, {"name": "Españoles", "query": "country=ES&before=7"})
    kept = Segment.objects.get()
    assert kept.filters == {"country": "ES"}
    assert f"{page}?country=ES" in browser.get(page).content.decode()
    browser.post(save, {"name": "Nada", "query": "before=7"})
    browser.post(save, {"name": " ", "query": "country=ES"})
    assert Segment.objects.count() == 1
    browser.post(reverse("contacts:segment_delete", args=[kept.pk]))
    assert not Segment.objects.exists()


def test_the_last_outcome_is_a_filter(shop, people):
    Contact.objects.filter(pk=people[0].pk).update(last_outcome="talked")
    text = rows.browser(shop).get(reverse("contacts:list") + "?outcome=talked").content.decode()
    assert "Ana" in text
    assert "Leo" not in text


def test_a_workbook_holds_no_formula(shop):
    rows.contact(shop, name="=1+1")
    answer = rows.browser(shop).get(reverse("contacts:export_workbook"))
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    assert [cell.value for cell in list(sheet.rows)[1]][1] == "'=1+1"


def test_those_who_were_ticked_are_downloaded(shop, people):
    answer = bulk(rows.browser(shop), act="export", contact=[people[0].pk, people[2].pk])
    text = b"".join(answer.streaming_content).decode()
    assert "Ana" in text and "Leo" in text
    assert "Eva" not in text


def test_many_suppressed_at_once_are_told_like_single_ones(shop, people):
    Endpoint.objects.create(
        organization=shop,
        url="http://127.0.0.1:1/",
        events=["contact.suppressed"],
        secret=seal(new_secret()),
    )
    for _again in range(2):
        bulk(rows.browser(shop), act="suppress", everyone="1", reason="moved")
    assert Delivery.objects.count() == len(people)


@pytest.fixture
def many(monkeypatch):
    """Have two people be many, of whom one is done with at a time."""
    monkeypatch.setattr(bulk_views, "MANY", 1)
    monkeypatch.setattr(bulk_acts, "AT_ONCE", 1)


def begun(browser, **asked):
    answer = bulk(browser, everyone="1", **asked)
    act = BulkAct.objects.get()
    assert answer.headers["Location"] == reverse("contacts:bulk_act", args=[act.pk])
    return act


def finished(act):
    tasks.do_bulk_act(act.pk)
    act.refresh_from_db()
    assert act.finished_at is not None
    return act


@pytest.mark.usefixtures("many")
def test_many_are_suppressed_in_the_background_with_progress(shop, people):
    browser = rows.browser(shop)
    act = begun(browser, act="suppress", query="q=e", reason="moved")
    assert not Suppression.objects.exists(), "no page waits for it"
    later = rows.contact(shop, name="Elena")
    while bulk_acts._some(act.pk):
        shown = browser.get(reverse("contacts:bulk_act_live", args=[act.pk])).content.decode()
        act.refresh_from_db()
        assert f'max="2" value="{act.seen}"' in shown
    assert (finished(act).total, act.seen, act.done) == (2, 2, 2)
    found = {each.e164: each.reason for each in Suppression.objects.all()}
    assert found == {people[1].e164: "moved", people[2].e164: "moved"}
    assert later.e164 not in found, "who came later was not chosen"
    page = browser.get(reverse("contacts:bulk_act", args=[act.pk])).content.decode()
    assert "Done for 2 people." in page and "hx-get" not in page.split('id="bulk-act"')[1][:300]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("act", ["delete", "leads", "list"])
def test_each_act_is_done_to_all_and_to_nobody_else(shop, people, act):
    stranger, friends = rows.contact(rows.organization()), rows.contact_list(shop)
    assert finished(begun(rows.browser(shop), act=act, list=friends.pk, query="")).done == 3
    if act == "delete":
        assert list(Contact.objects.all()) == [stranger]
    else:
        chosen = friends.contacts.all() if act == "list" else Contact.objects.exclude(lead=None)
        assert set(chosen) == set(people)


@pytest.mark.usefixtures("many", "people")
def test_a_worker_that_was_killed_leaves_it_exact(shop, monkeypatch):
    act = begun(rows.browser(shop), act="suppress", query="")

    def die(*_arguments, **_data):
        raise KeyboardInterrupt

    assert bulk_acts._some(act.pk)
    with monkeypatch.context() as killing:
        killing.setattr(bulk_acts, "tell", die)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            bulk_acts._some(act.pk)
    assert Suppression.objects.count() == 1
    assert bulk_acts.waiting_bulk_acts() == [], "somebody may still be at it"
    BulkAct.objects.update(touched_at=Now() - bulk_acts.PATIENCE)
    assert bulk_acts.waiting_bulk_acts() == [act.pk]
    assert (finished(act).seen, act.done, Suppression.objects.count()) == (3, 3, 3)
    assert bulk_acts.waiting_bulk_acts() == []


@pytest.mark.usefixtures("many", "people")
def test_many_go_on_no_list_that_is_none(shop):
    bulk(rows.browser(shop), act="list", everyone="1", query="", list="x")
    assert not BulkAct.objects.exists()


@pytest.mark.usefixtures("many")
def test_where_the_list_of_the_chosen_is_gone_nobody_is_touched(shop, people):
    friends = rows.contact_list(shop, *people)
    act = begun(rows.browser(shop), act="delete", query=f"list={friends.pk}")
    friends.delete()
    assert finished(act).done == 0
    assert Contact.objects.count() == 3
