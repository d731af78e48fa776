"""In whose language a page speaks: the person's, else their organisation's, else the browser's."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.permissions import Role
from accounts.tests.people import new_member, new_organization

pytestmark = pytest.mark.django_db


def spoken(client, **headers) -> str:
    name = "account_profile" if "_auth_user_id" in client.session else "account_login"
    answer = client.get(reverse(name), headers=headers)
    assert f'<html lang="{answer["Content-Language"]}"' in answer.text
    return str(answer["Content-Language"])


@pytest.mark.parametrize(
    ("asked", "given"), [("en-GB,en;q=0.9", "en"), ("es-CO", "es"), ("ja", "es"), ("", "es")]
)
def test_a_stranger_is_spoken_to_as_the_browser_asks_and_in_spanish_else(client, asked, given):
    assert spoken(client, accept_language=asked) == given


def test_a_stranger_chooses_for_this_browser(client):
    client.post(reverse("set_language"), {"language": "en"})
    assert spoken(client, accept_language="es") == "en"


@pytest.mark.parametrize(
    ("own", "of_organization", "given"),
    [("en", "es", "en"), ("es", "en", "es"), ("", "en", "en"), ("", "es", "es")],
)
def test_a_member_is_spoken_to_as_they_or_their_organisation_chose(
    client, own, of_organization, given
):
    member = new_member(Role.VIEWER, new_organization(language=of_organization), language=own)
    client.force_login(member.user)
    assert spoken(client, accept_language="en" if given == "es" else "es") == given


def test_a_members_choice_goes_with_them(client):
    member = new_member(Role.VIEWER, language="es")
    client.force_login(member.user)
    client.post(reverse("set_language"), {"language": "en"})
    client.cookies.pop("django_language")
    assert spoken(client) == "en"


def test_a_language_that_we_do_not_speak_changes_nothing(client):
    member = new_member(Role.VIEWER, language="es")
    client.force_login(member.user)
    client.post(reverse("set_language"), {"language": "xx"})
    member.user.refresh_from_db()
    assert member.user.language == "es"


def test_one_request_leaves_no_time_zone_to_the_next(client):
    organization = new_organization(time_zone="America/Bogota")
    client.force_login(new_member(Role.VIEWER, organization).user)
    with translation.override("es"):
        client.get(reverse("account_profile"))
    assert timezone.get_current_timezone_name() == "UTC"
