"""Signing in and out, as a browser does it."""

import re

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from accounts.tests.people import PASSWORD, new_member, new_organization, new_user

pytestmark = pytest.mark.django_db


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def letter_link(mailoutbox) -> str:
    (letter,) = mailoutbox
    link: str = re.findall(r"https?://[^/\s]+(/\S+)", letter.body)[0]
    return link


@pytest.mark.parametrize("typed", ["ana@sol.example", "Ana@Sol.Example", " ANA@SOL.EXAMPLE "])
def test_an_address_signs_in_whatever_its_case(client, typed):
    new_user("ana@sol.example")
    assert sign_in(client, typed).status_code == 302
    assert is_signed_in(client)


def test_an_address_that_was_stored_in_capitals_signs_in_too(client):
    assert new_user("Eva@Sol.Example").email == "eva@sol.example"
    sign_in(client, "eva@sol.example")
    assert is_signed_in(client)


def test_a_wrong_password_says_the_same_as_an_unknown_address(client):
    new_user("luis@sol.example")
    wrong = sign_in(client, "luis@sol.example", "not-the-password")
    unknown = sign_in(client, "nobody@sol.example", "not-the-password")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert wrong.context["form"].non_field_errors()
    assert not is_signed_in(client)


def test_a_closed_account_stays_out(client):
    new_user("closed@sol.example", is_active=False)
    sign_in(client, "closed@sol.example")
    assert not is_signed_in(client)


def test_guessing_is_stopped(client):
    new_user("guessed@sol.example")
    for _ in range(5):
        sign_in(client, "guessed@sol.example", "wrong-guess")
    sign_in(client, "guessed@sol.example")
    assert not is_signed_in(client)


def test_signing_out_needs_a_button(client):
    client.force_login(new_member(Role.VIEWER).user)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


def test_it_returns_to_the_page_that_was_asked_for(client):
    member = new_member(Role.OWNER)
    asked = reverse("organization_members")
    refused = client.get(asked)
    assert refused.url == f"{reverse('account_login')}?next={asked}"
    answer = client.post(
        reverse("account_login"), {"login": member.user.email, "password": PASSWORD, "next": asked}
    )
    assert answer.url == asked


def test_it_never_returns_to_another_site(client):
    member = new_member(Role.OWNER)
    answer = client.post(
        reverse("account_login"),
        {"login": member.user.email, "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert answer.url == reverse("home")


def test_a_forgotten_password_is_replaced_by_a_letter(client, mailoutbox):
    user = new_user("forgot@sol.example")
    answer = client.post(reverse("account_reset_password"), {"email": "Forgot@sol.example"})
    assert answer.url == reverse("account_reset_password_done")
    link = letter_link(mailoutbox)
    form = client.get(link, follow=True)
    new = "another-long-secret"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert is_signed_in(client)


def test_the_link_works_once(client, mailoutbox):
    new_user("once@sol.example")
    client.post(reverse("account_reset_password"), {"email": "once@sol.example"})
    link = letter_link(mailoutbox)
    form = client.get(link, follow=True)
    new = "another-long-secret"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    client.logout()
    again = client.get(link, follow=True)
    assert again.context["token_fail"]


def test_asking_for_an_unknown_address_tells_nothing(client, mailoutbox):
    new_user("known@sol.example")
    known = client.post(reverse("account_reset_password"), {"email": "known@sol.example"})
    unknown = client.post(reverse("account_reset_password"), {"email": "unknown@sol.example"})
    assert known.url == unknown.url


def test_a_password_is_changed_with_the_old_one(client):
    user = new_member(Role.VIEWER).user
    client.force_login(user)
    address = reverse("account_change_password")
    new = {"password1": "another-long-secret", "password2": "another-long-secret"}
    assert client.post(address, new | {"oldpassword": "wrong"}).context["form"].errors
    assert client.post(address, new | {"oldpassword": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert user.check_password("another-long-secret")


def sign_up(client, email):
    return client.post(
        reverse("account_signup"), {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    )


def test_signing_up_leads_to_an_organisation_of_ones_own(client):
    sign_up(client, "New@Sol.example")
    user = User.objects.get(email="new@sol.example")
    guarded = client.get(reverse("organization_members"))
    assert guarded.url == reverse("organization_create")
    client.post(
        reverse("organization_create"),
        {
            "name": "Peluquería Sol",
            "default_country": "ES",
            "time_zone": "Atlantic/Canary",
            "language": "es",
        },
    )
    (membership,) = user.memberships.all()
    assert membership.role == Role.OWNER
    assert membership.organization.time_zone == "Atlantic/Canary"
    assert client.get(reverse("organization_members")).status_code == 200


def test_where_sign_up_is_closed_only_the_first_person_comes_in(client, settings):
    settings.SIGNUP_OPEN = False
    assert client.get(reverse("account_signup")).templates[0].name == "account/signup.html"
    new_organization()
    sign_up(client, "stranger@sol.example")
    assert not User.objects.filter(email="stranger@sol.example").exists()


def test_where_sign_up_is_closed_a_member_founds_nothing(client, settings):
    settings.SIGNUP_OPEN = False
    member = new_member(Role.OPERATOR)
    client.force_login(member.user)
    answer = client.post(
        reverse("organization_create"),
        {"name": "Otra", "default_country": "ES", "time_zone": "Europe/Madrid", "language": "es"},
    )
    assert answer.status_code == 403
    assert member.user.memberships.count() == 1
