"""The pages of outgoing webhooks."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.permissions import Role
from accounts.tests.people import new_member, new_organization
from lib.sealing import seal
from outbox.models import Delivery, Endpoint

pytestmark = pytest.mark.django_db
PAGES = "/accounts/webhooks/"


@pytest.fixture
def organization():
    return new_organization(language="en")


@pytest.fixture
def browser(organization, settings):
    settings.OUTSIDE_ALLOWED = ["127.0.0.1"]
    browser = Client()
    browser.force_login(new_member(Role.ADMIN, organization).user)
    return browser


def test_an_address_is_added_and_its_secret_shown_once(browser, organization):
    given = {"url": "http://127.0.0.1:9/hook", "events": ["call.ended"], "is_active": "on"}
    shown = browser.post(f"{PAGES}new/", given).text

    endpoint = Endpoint.objects.get(organization=organization)
    assert endpoint.secret.reveal() in shown
    for path in ("", f"outgoing/{endpoint.pk}/"):
        assert endpoint.secret.reveal() not in browser.get(f"{PAGES}{path}").text


def test_an_address_in_our_own_network_is_refused(browser):
    given = {"url": "http://10.0.0.1/hook", "events": ["call.ended"]}
    answer = browser.post(f"{PAGES}new/", given)
    assert answer.context["form"].errors["url"]
    assert not Endpoint.objects.exists()


def test_a_test_is_sent_and_sent_again(browser, organization):
    endpoint = Endpoint.objects.create(
        organization=organization,
        url="http://127.0.0.1:9/",
        events=["call.ended"],
        secret=seal("s"),
    )
    browser.post(f"{PAGES}outgoing/{endpoint.pk}/test/")
    delivery = Delivery.objects.get(endpoint=endpoint)
    Delivery.objects.update(status="failed", attempts=11, ended_at=timezone.now(), answer="gone")
    assert "gone" in browser.get(PAGES, {"status": "failed"}).text
    assert "gone" not in browser.get(PAGES, {"status": "delivered"}).text

    browser.post(f"{PAGES}deliveries/{delivery.pk}/replay/")
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("waiting", 0)


def test_it_is_changed_given_a_new_secret_and_deleted(browser, organization):
    endpoint = Endpoint.objects.create(
        organization=organization,
        url="http://127.0.0.1:9/",
        events=["call.ended"],
        secret=seal("old"),
    )
    page = f"{PAGES}outgoing/{endpoint.pk}/"
    browser.post(page, {"url": "http://127.0.0.1:9/x", "events": ["import.finished"]})
    endpoint.refresh_from_db()
    assert (endpoint.events, endpoint.is_active) == (["import.finished"], False)
    browser.post(f"{page}secret/")
    endpoint.refresh_from_db()
    assert endpoint.secret.reveal().startswith("whsec_")
    browser.post(f"{page}delete/")
    assert not Endpoint.objects.exists()
