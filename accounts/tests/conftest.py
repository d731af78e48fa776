import uuid

import pytest
from django.test import Client


@pytest.fixture
def client() -> Client:
    """A browser in a network of its own: sign-in is limited by network."""
    network = uuid.uuid4().hex
    return Client(REMOTE_ADDR=f"fd00:{network[:4]}:{network[4:8]}:{network[8:12]}::1")
