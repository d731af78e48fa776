"""What every page shares: errors that help, colours that stay, a strict policy."""

import pytest
from django.test import Client
from django.urls import path, reverse

from callsys.urls import handler400, handler403, handler404, handler500
from callsys.urls import urlpatterns as routes
from lib.errors import InvalidInput, NotAllowed, NotFound

__all__ = ["handler400", "handler403", "handler404", "handler500"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def fail(request):
    raise RuntimeError("not for the eyes of people")


def refuse(request):
    raise NotAllowed("not_allowed", "Only owners may.")


def miss(request):
    raise NotFound("gone", "It was here yesterday.")


def misread(request):
    raise InvalidInput("unreadable", "This cannot be read.")


urlpatterns = [
    *routes,
    path("fail", fail),
    path("api/fail", fail),
    path("refuse", refuse),
    path("miss", miss),
    path("misread", misread),
]


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/refuse", 403, "Only owners may."),
        ("/miss", 404, "It was here yesterday."),
        ("/misread", 400, "This cannot be read."),
    ],
)
def test_a_rule_that_says_no_tells_why(client, address, status, told):
    answer = client.get(address)
    assert answer.status_code == status
    assert told in answer.text


@pytest.mark.parametrize("address", ["/nothing/here", "/refuse"])
def test_an_error_page_bears_the_number_under_which_it_is_logged(client, caplog, address):
    page = client.get(address).text
    logged = {record.msg["request_id"] for record in caplog.records if "code" in record.msg}
    assert len(logged) == 1
    assert logged.pop() in page


def test_an_address_without_a_page_answers_a_person(client):
    answer = client.get("/nothing/here")
    assert answer.status_code == 404
    assert answer.templates[0].name == "error.html"


def test_an_address_without_a_page_answers_a_program(client):
    answer = client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert answer.json()["request_id"]


@pytest.mark.parametrize(("address", "kind"), [("/fail", "text/html"), ("/api/fail", "json")])
def test_our_own_fault_tells_no_secret(address, kind):
    browser = Client(raise_request_exception=False)
    answer = browser.get(address)
    assert answer.status_code == 500
    assert kind in answer["Content-Type"]
    assert "not for the eyes" not in answer.text


def test_a_page_that_was_open_too_long_says_so():
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a"})
    assert answer.status_code == 403
    assert answer.templates[0].name == "error.html"


@pytest.mark.parametrize(("chosen", "drawn"), [("dark", 'data-theme="dark"'), ("", "<html lang")])
def test_the_colours_that_one_chose_stay(client, chosen, drawn):
    client.post(reverse("set_theme"), {"theme": chosen})
    page = client.get(reverse("account_login")).text
    assert drawn in page
    assert ("data-theme" in page) == bool(chosen)


def test_colours_that_we_do_not_have_are_not_written_into_the_page(client):
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get(reverse("account_login")).text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_choosing_colours_leads_to_no_other_site(client, elsewhere):
    answer = client.post(reverse("set_theme"), {"theme": "dark", "next": elsewhere})
    assert answer.url == reverse("home")


@pytest.mark.parametrize("name", ["account_login", "docs"])
def test_a_page_has_no_inline_code(client, name):
    answer = client.get(reverse(name))
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text


def test_only_staff_see_the_styleguide(client, django_user_model):
    address = reverse("styleguide")
    assert client.get(address).status_code == 302
    client.force_login(django_user_model.objects.create_user("clerk@pages.example", is_staff=True))
    assert client.get(address).status_code == 200
