"""Who hears of what, how, and once."""

import datetime as dt

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from redis.exceptions import ConnectionError as Away

from accounts.access import access_of
from accounts.models import Membership
from accounts.permissions import Role
from lib.clock import database_now
from notices.kinds import KINDS, sentence_of
from notices.mail import LEASE, mail_due
from notices.models import Notice, Taste
from notices.selectors import standing_of
from notices.services import forget_old_notices, notify, set_taste
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def shop():
    return rows.organization()


def paused(shop, name="Roscones", **more):
    return notify(
        organization=shop, kind="campaign_paused", link="/campaigns/1/", campaign=name,
        reason="Too many hung up.", **more,
    )  # fmt: skip


def access(shop, role=Role.OWNER):
    return access_of(Membership.objects.get(user=rows.member(shop, role), organization=shop))


def test_every_kind_can_be_said_with_what_it_is_told():
    words = ["campaign", "settled", "people", "reason", "person", "filename", "imported"]
    told = dict.fromkeys([*words, "rejected", "number", "url", "report"], "x")
    for kind in KINDS:
        assert "{" not in sentence_of(kind, told)


def test_it_stays_unread_until_the_inbox_is_opened(shop, django_capture_on_commit_callbacks):
    browser = rows.browser(shop)
    with django_capture_on_commit_callbacks(execute=True):
        paused(shop)
    assert 'id="unread">1<' in browser.get(reverse("campaigns:list")).text
    assert "Roscones has paused. Too many hung up." in browser.get(reverse("notices:list")).text
    assert 'id="unread" hidden>0<' in browser.get(reverse("campaigns:list")).text
    with django_capture_on_commit_callbacks(execute=True):
        paused(shop)
    assert 'id="unread">1<' in browser.get(reverse("campaigns:list")).text


def test_nobody_hears_of_another_organisation_or_beyond_their_role(shop):
    other = rows.organization()
    notify(organization=shop, kind="webhook_disabled", url="https://secret.example/")
    assert standing_of(access(shop)).unread == 1
    assert standing_of(access(shop, Role.VIEWER)).unread == 0
    assert standing_of(access(other)).unread == 0
    inbox = rows.browser(shop, Role.VIEWER).get(reverse("notices:list")).text
    assert "secret.example" not in inbox
    assert "secret.example" not in rows.browser(other).get(reverse("notices:list")).text


def test_what_is_told_under_a_key_is_told_once(shop):
    assert paused(shop, key="once") is not None
    assert paused(shop, key="once") is None
    assert paused(rows.organization(), key="once") is not None
    assert shop.notices.count() == 1


def test_an_open_page_asks_for_what_is_new(shop):
    browser = rows.browser(shop)
    first, second = paused(shop), paused(shop, name="Turrones")
    news = browser.get(reverse("notices:news"), {"after": first.pk}).json()
    assert news["unread"] == 2
    assert [one["id"] for one in news["notices"]] == [second.pk]
    assert news["notices"][0]["level"] == "warning"
    assert browser.get(reverse("notices:news"), {"after": "²"}).json()["unread"] == 2


def test_urgent_news_is_written_to_whoever_runs_it_in_their_language(shop):
    owner = rows.member(shop, Role.OWNER, language="es")
    rows.member(shop, Role.VIEWER)
    paused(shop)
    notify(organization=shop, kind="import_finished", filename="a.csv", imported=1, rejected=0)
    assert mail_due() == 1
    (letter,) = mail.outbox
    assert letter.to == [owner.email]
    assert letter.body.startswith("Roscones se ha puesto en pausa.")
    assert mail_due() == 0


def test_each_is_written_what_they_chose(shop):
    owner, viewer = rows.member(shop), rows.member(shop, Role.VIEWER)
    set_taste(user=owner, mailed=[])
    set_taste(user=viewer, mailed=["campaign_paused", "webhook_disabled"])
    paused(shop)
    notify(organization=shop, kind="webhook_disabled", url="https://x.example/")
    assert mail_due() == 1  # the webhook is beyond a viewer's role
    assert mail.outbox[0].to == [viewer.email]


def test_what_a_lost_worker_left_is_written_by_another(shop, settings):
    rows.member(shop)
    notice = paused(shop)
    settings.EMAIL_BACKEND = "nowhere.Backend"
    with pytest.raises(ImportError):
        mail_due()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail_due() == 0  # its lease runs
    Notice.objects.filter(pk=notice.pk).update(mail_at=database_now() - LEASE)
    assert mail_due() == 1


def test_without_redis_pages_still_say_what_is_unread(shop, monkeypatch):
    paused(shop)

    def away(*_args, **_kwargs):
        raise Away

    monkeypatch.setattr(cache, "get", away)
    assert standing_of(access(shop)).unread == 1


def test_a_page_asks_the_rows_once(shop):
    browser = rows.browser(shop)
    browser.get(reverse("notices:preferences"))
    with CaptureQueriesContext(connection) as queries:
        browser.get(reverse("campaigns:list"))
    assert not [query for query in queries if "notices_" in query["sql"]]


def test_more_notices_cost_no_more_queries(shop):
    browser = rows.browser(shop)
    paused(shop)
    browser.get(reverse("notices:list"))
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse("notices:list"))
    for _ in range(20):
        paused(shop)
    with CaptureQueriesContext(connection) as many:
        browser.get(reverse("notices:list"))
    assert len(many) == len(few)


def test_one_chooses_what_one_hears_of_and_how(shop):
    user = rows.member(shop, Role.OPERATOR)
    browser = Client()
    browser.force_login(user)
    paused(shop)
    form = {"toast_place": "top-start", "toast_seconds": 3, "shown": ["import_finished"],
            "mailed": ["campaign_finished"]}  # fmt: skip
    assert browser.post(reverse("notices:preferences"), form).status_code == 302
    taste = Taste.objects.get(user=user)
    assert taste.mailed == ["campaign_finished"]
    assert "campaign_paused" in taste.muted
    page = browser.get(reverse("notices:list")).text
    assert 'class="toasts top-start" id="toasts" data-seconds="3"' in page
    assert "Roscones" not in page
    check = browser.post(
        reverse("notices:preferences"), form | {"toast_seconds": 900}, headers={"X-Check": "1"}
    )
    assert check.status_code == 422


def test_old_news_is_forgotten(shop):
    paused(shop)
    Notice.objects.update(created_at=database_now() - dt.timedelta(days=91))
    paused(shop)
    assert forget_old_notices() == 1
