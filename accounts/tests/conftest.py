import uuid

import pytest
from django.test import Client


@pytest.fixture
def client() -> Client:
    """A browser at an address of its own: sign-in is limited by address."""
    return Client(REMOTE_ADDR=f"fd00::{uuid.uuid4().hex[:4]}:{uuid.uuid4().hex[:4]}")
