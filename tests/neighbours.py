"""Two organisations side by side, with a row of each kind in both."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import keys
from accounts.access import access_of
from accounts.models import AuditEntry, Membership, Organization, ProviderCredential, User
from accounts.permissions import Role
from calls.models import Call, CallNote, Recording
from campaigns.models import Campaign
from contacts.models import BulkAct, Contact, ContactList, Import, Segment, Suppression
from contacts.services.consents import record_consent
from conversations.memory import remember
from conversations.models import Agent, Appointment
from conversations.models import Endpoint as OwnTool
from conversations.services import publish_agent
from knowledge.models import Document
from lib.sealing import seal
from outbox.models import Delivery, Endpoint
from outbox.signing import new_secret
from tests import rows
from tests.routes import Route

FOREIGN = "Somebody else's"
"""Stands in the name of everything that belongs to the other organisation."""

ROWS: dict[str, Callable[[Organization], Any]] = {
    "contacts": rows.contact,
    "lists": rows.contact_list,
    "imports": lambda of: Import.objects.create(
        organization=of, filename=of.name, file=ContentFile(b"Phone\n", "a.csv")
    ),
    "suppressions": lambda of: Suppression.objects.create(
        organization=of, e164="+34999000111", reason="asked", source="staff", evidence=of.name
    ),
    "consents": lambda of: record_consent(
        organization=of, e164="+34999000111", purpose="any", basis="consent", source=of.name
    ),
    "leads": lambda of: rows.lead(of),
    "stages": lambda of: rows.lead(of).stage,
    "segments": lambda of: Segment.objects.create(
        organization=of, name=of.name, filters={"country": "ES"}
    ),
    "bulk": lambda of: BulkAct.objects.create(organization=of, act="list", reason=of.name),
    "agents": rows.agent,
    "versions": lambda of: _version(of),
    "memories": lambda of: remember(contact=rows.contact(of), text=of.name),
    "tools": lambda of: OwnTool.objects.create(
        organization=of, name="check_stock", description=of.name, url="https://93.184.216.34/"
    ),
    "appointments": lambda of: Appointment.objects.create(
        organization=of,
        contact=rows.contact(of),
        starts_at=timezone.now(),
        ends_at=timezone.now(),
        about=of.name,
    ),
    "documents": lambda of: Document.objects.create(
        organization=of, title=of.name, kind="txt", content=b"x"
    ),
    "campaigns": rows.campaign,
    "single": lambda of: (
        rows.target(rows.campaign(of, name=of.name, kind=Campaign.Kind.SINGLE)).campaign
    ),
    "setup": lambda of: SimpleNamespace(pk="whom"),
    "advice": lambda of: SimpleNamespace(pk="quiet"),
    "scheduled": rows.scheduled_report,
    "calls": rows.call,
    "notes": lambda of: CallNote.objects.create(
        call=Call.objects.filter(organization=of).earliest("pk"), text=of.name
    ),
    "recordings": lambda of: Recording.objects.create(
        call=Call.objects.filter(organization=of).earliest("pk"),
        provider_id="RE1",
        state=Recording.State.READY,
        name="recordings/1.mp3",
        fetch_at=timezone.now(),
    ),
    "members": lambda of: Membership.objects.get(user=rows.member(of, Role.OPERATOR)),
    "organizations": lambda of: of,
    "keys": lambda of: _key(of),
    "credentials": lambda of: ProviderCredential.objects.create(
        organization=of, provider="openai", hint="abcd", sealed=seal('{"api_key": "sk-abcd"}')
    ),
    "providers": lambda of: SimpleNamespace(pk="openai"),
    "webhooks": lambda of: Endpoint.objects.create(
        organization=of,
        url="http://127.0.0.1:1/",
        events=["call.ended"],
        secret=seal(new_secret()),
    ),
    "deliveries": lambda of: Delivery.objects.create(
        organization=of,
        endpoint=Endpoint.objects.filter(organization=of)[0],
        event="test",
        happened_at=timezone.now(),
    ),
    "audit": lambda of: AuditEntry.objects.filter(organization=of).first(),
}
"""The last word of a path before an id → what that id is of."""
NESTED = {
    "outgoing": "webhooks",
    "account": "credentials",
    "remove": "contacts",
    "to": "contacts",
    "single-calls": "single",
}
"""Words that are followed by the id of something of another name."""


def _key(of: Organization) -> Any:
    access = access_of(Membership.objects.get(user=rows.member(of, Role.OWNER)))
    return keys.create_api_key(access=access, name=of.name, scopes=["contacts.view"])[0]


def _version(of: Organization) -> Any:
    """Routes name it by its number within the agent."""
    agent = Agent.objects.filter(organization=of).earliest("pk")
    return SimpleNamespace(pk=publish_agent(agent=agent).number)


_WRITES = re.compile(r'(?:INSERT INTO|(?<!FOR )UPDATE|DELETE FROM)\s+"?(\w+)')


class House:
    """Two organisations with one row of each kind, and somebody of each role in the first."""

    def __init__(self) -> None:
        self.written: set[str] = set()
        self.ours = rows.organization(name="Ours", default_country="ES")
        self.theirs = rows.organization(name=FOREIGN, default_country="ES")
        self.own = {kind: make(self.ours).pk for kind, make in ROWS.items()}
        self.foreign = {kind: make(self.theirs).pk for kind, make in ROWS.items()}
        for kind, model in (("contacts", Contact), ("agents", Agent), ("campaigns", Campaign)):
            model._default_manager.filter(pk=self.foreign[kind]).update(name=FOREIGN)
        ContactList.objects.filter(pk=self.foreign["lists"]).update(name=FOREIGN)
        self.browsers: dict[str, Client] = {"stranger": self._browser(None)}
        self.browsers["newcomer"] = self._browser(User.objects.create_user("new@shop.example"))
        self.people = {role: rows.member(self.ours, role) for role in Role}
        for role, user in self.people.items():
            self.browsers[role] = self._browser(user)

    def _browser(self, user: User | None) -> Client:
        client = Client(raise_request_exception=True)
        if user is not None:
            client.force_login(user)
        return client

    def key_of(self, who: str) -> str:
        """An API key with all that somebody's role allows; "" for a stranger."""
        if who == "stranger":
            return ""
        user = self.people[Role(who)]
        access = access_of(Membership.objects.get(user=user))
        _row, secret = keys.make_key(
            organization=self.ours, user=user, name=who, scopes=access.permissions
        )
        return secret

    def ask(self, who: str, route: Route, ids: dict[str, int]) -> Any:
        """The answer; nothing of what was done stays. `written` are the tables whose rows it
        changed."""
        path = "/" + route.path
        words = route.path.split("/")
        for place, word in enumerate(words):
            if word.startswith("<"):
                path = path.replace(word, str(ids[kind_of(words[:place])]), 1)
        self.written.clear()
        with transaction.atomic(), connection.execute_wrapper(self._note_writing):
            ask = getattr(self.browsers[who], route.method)
            answer = ask(path, content_type="application/json") if route.is_api else ask(path)
            transaction.set_rollback(True)
        return answer

    def _note_writing(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if context["cursor"].rowcount > 0:
            self.written.update(_WRITES.findall(str(sql)))
        return done


def kind_of(words: list[str], mark: str = "<") -> str:
    """What an id after these words is of; words that begin with the mark are ids themselves."""
    last = next(word for word in reversed(words) if not word.startswith(mark))
    kind = NESTED.get(last, last)
    assert kind in ROWS, f"say in ROWS what the id after {'/'.join(words)} is of"
    return kind
