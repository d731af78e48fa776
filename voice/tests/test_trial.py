"""An agent is tried out from a page: by whoever may, from one of our pages, over a real socket."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from accounts.models import Organization
from accounts.permissions import Role
from calls.models import Call, Turn
from contacts.models import Suppression
from conversations.models import Agent
from tests import rows
from voice.asgi import Voice
from voice.tests.peer import Server
from voice.tests.rehearsal import World

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = "http://127.0.0.1"


@pytest.fixture
def shop() -> Organization:
    return Organization.objects.create(name="Taller Sol", is_rehearsal=True)


@pytest.fixture
def ana(shop: Organization) -> Agent:
    return Agent.objects.create(
        organization=shop, name="Ana", goal="Confirmar la cita del martes.", facts="Precio: 80."
    )


@pytest.fixture
def server(people: World, settings: Settings) -> Iterator[Server]:
    people.asks("reset", {})
    settings.SIMULATOR_URL = people.url
    with Server(Voice()) as running:
        yield running


def browser_of(organization: Organization, role: Role) -> Client:
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(rows.member(organization, role), backend=backend)
    return client


def socket_of(
    server: Server,
    agent: Agent,
    client: Client | None,
    origin: str | None = ORIGIN,
    *,
    way: str = "",
) -> ClientConnection:
    cookie = client.cookies["sessionid"].value if client else ""
    return connect(
        f"ws://127.0.0.1:{server.port}/voice/trial/{agent.pk}{way}",
        additional_headers={"Cookie": f"sessionid={cookie}"},
        origin=origin,  # type: ignore[arg-type]
        proxy=None,
    )


class Page:
    """What the page's script does."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.acts: list[str] = []
        self.is_over = False
        self._send(type="setup", callSid="page", sessionId="page")

    def says(self, text: str) -> str:
        self._send(type="prompt", voicePrompt=text, last=True)
        return self.hears()

    def presses(self, digit: str) -> str:
        self._send(type="dtmf", digit=digit)
        return self.hears()

    def hears(self) -> str:
        """One whole utterance of the agent's, or what there was when the call ended."""
        said = ""
        while True:
            message: dict[str, Any] = json.loads(self._socket.recv(timeout=20))
            if message["type"] == "act":
                self.acts.append(message["name"])
            elif message["type"] == "end":
                self.is_over = True
                return said
            elif message["last"] and (said or message["token"]):
                self._send(type="info", name="agentSpeaking", value="off")
                return said + str(message["token"])
            else:
                said += message["token"]

    def _send(self, **message: Any) -> None:
        self._socket.send(json.dumps(message))


def test_it_talks_as_it_would_on_the_phone_and_keeps_nothing(
    server: Server, shop: Organization, ana: Agent
) -> None:
    with socket_of(server, ana, browser_of(shop, Role.ADMIN)) as socket:
        page = Page(socket)
        assert "inteligencia artificial" in page.hears()
        assert page.says("¿Quién es?")
        assert page.says("No me llamen más, quítenme de la lista.").endswith("Adiós.")
        page.hears()
        assert page.is_over
    assert "opt_out" in page.acts
    assert not (Call.objects.exists() or Turn.objects.exists() or Suppression.objects.exists())
    server.has_written()
    assert server.tasks() is not None


def test_whoever_has_a_microphone_is_spoken_with_and_reads_the_words(
    server: Server, shop: Organization, ana: Agent
) -> None:
    start = {"event": "start", "streamSid": "MZ1", "start": {"streamSid": "MZ1"}}
    with socket_of(server, ana, browser_of(shop, Role.ADMIN), way="/aloud") as socket:
        socket.send(json.dumps(start))
        told: dict[str, Any] = {}
        while not {"words", "media"} <= told.keys():
            message = json.loads(socket.recv(timeout=20))
            told[message["event"]] = message
    assert "inteligencia artificial" in told["words"]["text"]
    assert told["media"]["streamSid"] == "MZ1"
    server.has_written()
    assert not (Call.objects.exists() or Turn.objects.exists())


@pytest.mark.parametrize("key", ["", "a-key"])
def test_the_page_offers_it_where_somebody_can_listen(
    shop: Organization, ana: Agent, settings: Settings, key: str
) -> None:
    Organization.objects.update(is_rehearsal=False)
    settings.ELEVENLABS_API_KEY = key
    text = browser_of(shop, Role.ADMIN).get(reverse("voice:try", args=[ana.pk])).content.decode()
    assert ("data-aloud" in text) is bool(key)


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
def test_a_page_of_somebody_else_does_not_come_in(
    server: Server, shop: Organization, ana: Agent, origin: str | None
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        socket_of(server, ana, browser_of(shop, Role.ADMIN), origin)
    assert refused.value.response.status_code == 403


def test_only_whoever_may_change_agents_comes_in(
    server: Server, shop: Organization, ana: Agent
) -> None:
    outsider = browser_of(rows.organization(), Role.OWNER)
    for client in (None, browser_of(shop, Role.VIEWER), outsider):
        with pytest.raises(InvalidStatus) as refused:
            socket_of(server, ana, client)
        assert refused.value.response.status_code == 403


def test_a_session_that_has_ended_does_not_come_in(
    server: Server, shop: Organization, ana: Agent
) -> None:
    client = browser_of(shop, Role.ADMIN)
    SessionStore(client.cookies["sessionid"].value).delete()
    with pytest.raises(InvalidStatus):
        socket_of(server, ana, client)


def test_the_page_knows_where_the_socket_is(
    shop: Organization, ana: Agent, settings: Settings
) -> None:
    settings.VOICE_URL = "wss://calls.example"
    address = reverse("voice:try", args=[ana.pk])
    admin = browser_of(shop, Role.ADMIN)
    text = admin.get(address).content.decode()
    assert f'data-socket="wss://calls.example/voice/trial/{ana.pk}"' in text
    assert address in admin.get(reverse("conversations:detail", args=[ana.pk])).content.decode()
    assert browser_of(shop, Role.VIEWER).get(address).status_code == 403
    assert browser_of(rows.organization(), Role.OWNER).get(address).status_code == 404
