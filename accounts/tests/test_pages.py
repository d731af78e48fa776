"""Which pages of accounts open for whom."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from accounts.tests.people import new_member, new_user

pytestmark = pytest.mark.django_db

OF_A_PERSON = [
    ("get", "account_profile"),
    ("get", "account_email"),
    ("get", "account_change_password"),
    ("get", "organization_list"),
    ("get", "organization_create"),
]
OF_AN_ORGANIZATION = [
    ("get", "organization_settings", "settings.edit"),
    ("get", "organization_members", "members.view"),
    ("post", "organization_member_role", "members.edit"),
    ("post", "organization_member_remove", "members.edit"),
]
OF_A_STRANGER = ["account_login", "account_signup", "account_reset_password"]


def address(name: str, pk: int = 1) -> str:
    return reverse(name, args=[pk] if "_member_" in name else [])


@pytest.mark.parametrize("name", OF_A_STRANGER)
def test_a_stranger_finds_the_way_in(client, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    ("method", "name"), OF_A_PERSON + [(method, name) for method, name, _ in OF_AN_ORGANIZATION]
)
def test_an_outsider_has_no_access(client, method, name):
    answer = getattr(client, method)(address(name))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(("method", "name"), OF_A_PERSON)
def test_a_person_has_pages_of_their_own(client, method, name):
    client.force_login(new_user())
    assert getattr(client, method)(address(name)).status_code == 200


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("method", "name", "permission"), OF_AN_ORGANIZATION)
def test_a_page_opens_by_the_table_of_roles(client, role, method, name, permission):
    member = new_member(role)
    other = new_member(Role.VIEWER, member.organization)
    client.force_login(member.user)
    answer = getattr(client, method)(address(name, other.pk), {"role": "viewer"})
    strong = role in {Role.OWNER, Role.ADMIN}
    assert (answer.status_code != 403) == strong, permission


@pytest.mark.parametrize("name", ["organization_member_role", "organization_member_remove"])
def test_a_member_of_another_organisation_does_not_exist(client, name):
    foreign = new_member(Role.VIEWER)
    client.force_login(new_member(Role.OWNER).user)
    answer = client.post(address(name, foreign.pk), {"role": "admin"})
    assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.role == Role.VIEWER


def test_one_works_in_the_organisation_that_one_chose(client):
    first = new_member(Role.OWNER)
    second = new_member(Role.VIEWER)
    second.user.delete()
    second = first.user.memberships.create(organization=second.organization, role="viewer")
    client.force_login(first.user)
    assert client.get(reverse("organization_members")).context["access"].allows("members.view")
    client.post(reverse("organization_switch", args=[second.organization_id]))
    page = client.get(reverse("organization_list"))
    assert page.context["access"].organization == second.organization
    assert client.get(reverse("organization_members")).status_code == 403


@pytest.mark.parametrize("name", ["organization_switch", "organization_leave"])
def test_nobody_switches_into_an_organisation_that_is_not_theirs(client, name):
    foreign = new_member(Role.OWNER).organization
    member = new_member(Role.OWNER)
    client.force_login(member.user)
    assert client.post(reverse(name, args=[foreign.pk])).status_code == 404
    page = client.get(reverse("organization_list"))
    assert page.context["access"].organization == member.organization


def test_whoever_was_removed_is_out_at_once(client):
    member = new_member(Role.ADMIN)
    client.force_login(member.user)
    assert client.get(reverse("organization_members")).status_code == 200
    member.delete()
    assert client.get(reverse("organization_members")).url == reverse("organization_create")


def test_the_last_owner_is_told_so(client):
    owner = new_member(Role.OWNER)
    client.force_login(owner.user)
    left = client.post(reverse("organization_leave", args=[owner.organization_id]))
    removed = client.post(address("organization_member_remove", owner.pk))
    assert left.status_code == removed.status_code == 302
    owner.refresh_from_db()
    levels = {
        message.level_tag for message in client.get(reverse("account_profile")).context["messages"]
    }
    assert levels == {"error"}


def test_settings_are_saved(client):
    owner = new_member(Role.OWNER)
    client.force_login(owner.user)
    answer = client.post(
        reverse("organization_settings"),
        {
            "name": "Otro nombre",
            "default_country": "CO",
            "time_zone": "America/Bogota",
            "language": "en",
        },
    )
    assert answer.status_code == 302
    owner.organization.refresh_from_db()
    assert owner.organization.time_zone == "America/Bogota"
    assert owner.organization.name == "Otro nombre"


def test_a_zone_that_does_not_exist_is_refused(client):
    owner = new_member(Role.OWNER)
    client.force_login(owner.user)
    answer = client.post(
        reverse("organization_settings"),
        {"name": "X", "default_country": "ES", "time_zone": "Mars/Olympus", "language": "es"},
    )
    assert answer.context["form"].errors["time_zone"]


@pytest.mark.parametrize(
    ("asked", "country"),
    [("es-CO,es;q=0.9", "CO"), ("en-GB", "GB"), ("fr-FR,es-MX;q=0.5", "MX"), ("", "ES")],
)
def test_a_new_organisation_is_thought_to_be_where_the_browser_is(client, asked, country):
    client.force_login(new_user())
    page = client.get(reverse("organization_create"), headers={"accept-language": asked})
    assert page.context["form"].initial["default_country"] == country
