"""Accounts in the admin."""

import pytest
from django.urls import reverse

from accounts.models import Membership, User
from accounts.permissions import Role
from accounts.tests.people import PASSWORD, new_member, new_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = new_user(is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def test_it_asks_for_the_same_sign_in_as_the_pages(client):
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.templates[0].name == "account/login.html"


def test_a_member_is_no_staff(client):
    client.force_login(new_member(Role.OWNER).user)
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.status_code == 403


@pytest.mark.parametrize("model", ["user", "organization"])
def test_people_and_organisations_are_listed_found_and_opened(staff, model):
    member = new_member(Role.OWNER)
    found = member.user if model == "user" else member.organization
    listed = staff.get(reverse(f"admin:accounts_{model}_changelist"), {"q": str(found)})
    assert str(found) in listed.text
    assert staff.get(reverse(f"admin:accounts_{model}_add")).status_code == 200
    opened = staff.get(reverse(f"admin:accounts_{model}_change", args=[found.pk]))
    assert opened.status_code == 200


def test_a_new_user_is_an_address_and_a_password(staff):
    address = "Clerk@Admin.example"
    staff.post(
        reverse("admin:accounts_user_add"),
        {
            "email": address,
            "password1": PASSWORD,
            "password2": PASSWORD,
            "memberships-TOTAL_FORMS": 0,
            "memberships-INITIAL_FORMS": 0,
            "emailaddress_set-TOTAL_FORMS": 0,
            "emailaddress_set-INITIAL_FORMS": 0,
        },
    )
    assert User.objects.get(email=address.lower()).check_password(PASSWORD)


def test_an_organisation_keeps_an_owner_here_too(staff):
    owner = new_member(Role.OWNER)
    organization = owner.organization
    answer = staff.post(
        reverse("admin:accounts_organization_change", args=[organization.pk]),
        {
            "name": organization.name,
            "language": "es",
            "time_zone": "Europe/Madrid",
            "default_country": "ES",
            "memberships-TOTAL_FORMS": 1,
            "memberships-INITIAL_FORMS": 1,
            "memberships-0-id": owner.pk,
            "memberships-0-organization": organization.pk,
            "memberships-0-user": owner.user_id,
            "memberships-0-role": "viewer",
        },
    )
    assert answer.status_code == 200
    assert Membership.objects.get(pk=owner.pk).role == Role.OWNER


def test_only_the_admin_may_evaluate(staff):
    admin = staff.get(reverse("admin:index"))["Content-Security-Policy"]
    page = staff.get(reverse("account_profile"))["Content-Security-Policy"]
    assert "unsafe-eval" in admin
    assert "unsafe" not in page
    assert "default-src 'none'" in page
    assert "default-src 'none'" in admin
