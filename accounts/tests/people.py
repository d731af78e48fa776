"""People to test with: each with an address of its own."""

from itertools import count

from accounts.access import Access, access_of
from accounts.models import Membership, Organization, User
from accounts.permissions import Role

PASSWORD = "a-long-enough-secret"

_numbers = count(1)


def new_user(email: str = "", **fields) -> User:
    """A user who can sign in with PASSWORD."""
    email = email or f"person{next(_numbers)}@accounts.example"
    return User.objects.create_user(email, PASSWORD, **fields)


def new_organization(**fields) -> Organization:
    """A business in Seville, unless told otherwise."""
    return Organization.objects.create(**{"name": f"Taller {next(_numbers)}"} | fields)


def new_member(role: Role, organization: Organization | None = None, **fields) -> Membership:
    """Somebody with this role, in an organisation of their own or in a given one."""
    return Membership.objects.create(
        user=new_user(**fields),
        organization=organization or new_organization(),
        role=role.value,
    )


def new_access(role: Role, organization: Organization | None = None) -> Access:
    """What such a member may do."""
    return access_of(new_member(role, organization))
