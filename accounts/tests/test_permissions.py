"""The table of roles, and its page in the docs."""

import re

import pytest
from django.conf import settings

from accounts.permissions import EVERY_PERMISSION, PERMISSIONS, Role


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [(Role.OWNER, Role.ADMIN), (Role.ADMIN, Role.OPERATOR), (Role.OPERATOR, Role.VIEWER)],
)
def test_each_role_may_what_the_next_may_and_more(stronger, weaker):
    assert PERMISSIONS[weaker] < PERMISSIONS[stronger]


def test_the_docs_tell_the_table_as_it_is():
    page = (settings.BASE_DIR / "docs" / "permissions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_.]+)` \|[^|]*\|(.*)\|$", page, flags=re.MULTILINE)
    told = {
        permission: {
            role for role, cell in zip(Role, cells.split("|"), strict=True) if cell.strip() == "yes"
        }
        for permission, cells in rows
    }
    granted = {
        permission: {role for role in Role if permission in PERMISSIONS[role]}
        for permission in EVERY_PERMISSION
    }
    assert told == granted
