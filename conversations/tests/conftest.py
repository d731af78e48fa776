"""People who look after agents, and one who works elsewhere."""

import pytest
from django.test import Client

from accounts.models import Organization
from accounts.permissions import Role
from tests import rows


def browser_of(organization: Organization, role: Role) -> Client:
    """A browser in which somebody of that role has signed in."""
    client = Client()
    client.force_login(
        rows.member(organization, role),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.fixture
def admin(organization: Organization) -> Client:
    return browser_of(organization, Role.ADMIN)


@pytest.fixture
def viewer(organization: Organization) -> Client:
    return browser_of(organization, Role.VIEWER)


@pytest.fixture
def outsider(db: None) -> Client:
    """The admin of another organisation."""
    return browser_of(rows.organization(), Role.ADMIN)
