"""Who may change whom."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection

from accounts.access import access_of
from accounts.models import Membership, User
from accounts.permissions import Role
from accounts.services import (
    LastOwner,
    add_member,
    change_role,
    create_organization,
    remove_member,
)
from accounts.tests.people import new_access, new_member, new_organization, new_user
from lib.errors import InvalidInput, NotAllowed


@pytest.fixture
def organization(db):
    return new_organization()


@pytest.fixture
def owner(organization):
    return new_member(Role.OWNER, organization)


def test_the_founder_is_the_owner(db):
    membership = create_organization(
        owner=new_user(),
        name=" Taller Sol ",
        language="es",
        time_zone="Europe/Madrid",
        default_country="ES",
    )
    assert membership.role == Role.OWNER
    assert membership.organization.name == "Taller Sol"


def test_the_last_owner_can_neither_leave_nor_step_down(owner):
    access = access_of(owner)
    with pytest.raises(LastOwner):
        remove_member(access=access, membership=owner)
    with pytest.raises(LastOwner):
        change_role(access=access, membership=owner, role=Role.ADMIN)
    owner.refresh_from_db()
    assert owner.role == Role.OWNER


def test_an_owner_leaves_when_another_stays(owner, organization):
    new_member(Role.OWNER, organization)
    remove_member(access=access_of(owner), membership=owner)
    assert not Membership.objects.filter(pk=owner.pk).exists()


def test_a_closed_account_is_no_owner_to_rely_on(owner, organization):
    new_member(Role.OWNER, organization, is_active=False)
    with pytest.raises(LastOwner):
        remove_member(access=access_of(owner), membership=owner)


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one_behind():
    organization = new_organization()
    owners = [new_member(Role.OWNER, organization) for _ in range(2)]
    start = Barrier(2)

    def leave(membership):
        start.wait()
        try:
            remove_member(access=access_of(membership), membership=membership)
        except LastOwner:
            return "stayed"
        else:
            return "left"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(leave, owners))
    assert outcomes == ["left", "stayed"]
    assert Membership.objects.filter(organization=organization, role=Role.OWNER).count() == 1


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VIEWER])
def test_operators_and_viewers_change_nobody_but_may_leave(organization, owner, role):
    member, other = new_member(role, organization), new_member(Role.VIEWER, organization)
    access = access_of(member)
    with pytest.raises(NotAllowed):
        change_role(access=access, membership=other, role=Role.OPERATOR)
    with pytest.raises(NotAllowed):
        remove_member(access=access, membership=other)
    with pytest.raises(NotAllowed):
        add_member(access=access, email="new@members.example", role=Role.VIEWER)
    remove_member(access=access, membership=member)


def test_an_admin_neither_makes_nor_unmakes_owners(organization, owner):
    access = new_access(Role.ADMIN, organization)
    operator = new_member(Role.OPERATOR, organization)
    with pytest.raises(NotAllowed):
        change_role(access=access, membership=operator, role=Role.OWNER)
    with pytest.raises(NotAllowed):
        change_role(access=access, membership=owner, role=Role.VIEWER)
    with pytest.raises(NotAllowed):
        remove_member(access=access, membership=owner)
    with pytest.raises(NotAllowed):
        add_member(access=access, email="new@members.example", role=Role.OWNER)
    change_role(access=access, membership=operator, role=Role.ADMIN)
    operator.refresh_from_db()
    assert operator.role == Role.ADMIN


def test_nobody_reaches_into_another_organisation(owner):
    foreign = new_member(Role.VIEWER)
    with pytest.raises(Membership.DoesNotExist):
        remove_member(access=access_of(owner), membership=foreign)
    with pytest.raises(Membership.DoesNotExist):
        change_role(access=access_of(owner), membership=foreign, role=Role.ADMIN)


def test_a_new_member_gets_a_letter_with_which_to_choose_a_password(
    client, owner, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        membership = add_member(
            access=access_of(owner), email="Ana@members.example", role=Role.OPERATOR
        )
    (letter,) = mail.outbox
    assert letter.to == ["ana@members.example"]
    assert not membership.user.has_usable_password()
    path = next(line for line in letter.body.split() if "/password/reset/key/" in line)
    form = client.get("/" + path.split("/", 3)[3], follow=True)
    new = "another-long-secret"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert User.objects.get(email="ana@members.example").check_password(new)


def test_somebody_who_has_an_account_only_joins(owner, django_capture_on_commit_callbacks):
    user = new_user()
    with django_capture_on_commit_callbacks(execute=True):
        add_member(access=access_of(owner), email=user.email.upper(), role=Role.VIEWER)
    assert "/password/reset/" not in mail.outbox[0].body
    user.refresh_from_db()
    assert user.has_usable_password()


def test_nobody_is_added_twice(owner, organization):
    member = new_member(Role.OPERATOR, organization)
    with pytest.raises(InvalidInput):
        add_member(access=access_of(owner), email=member.user.email, role=Role.ADMIN)
    member.refresh_from_db()
    assert member.role == Role.OPERATOR
