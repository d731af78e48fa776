"""Rows for tests, with as little said as each test needs."""

import datetime as dt
import itertools
from typing import Any

from django.test import Client

from accounts.models import Membership, Organization, User
from accounts.permissions import Role
from calls.lifecycle import Status
from calls.models import Call, Trunk
from campaigns.ledger import State
from campaigns.models import Attempt, Campaign, Target
from contacts.models import Contact, ContactList, Lead
from contacts.services import stages_of, start_leads
from conversations.models import Agent
from reports.models import ScheduledReport

PASSWORD = "a horse, a battery, a staple"

_number = itertools.count(1)


def organization(**fields: Any) -> Organization:
    """One whose pages are in English."""
    fields = {"name": f"Shop {next(_number)}", "language": "en"} | fields
    return Organization.objects.create(**fields)


def member(of: Organization, role: Role = Role.OWNER, **fields: Any) -> User:
    """A person of this organisation; one who is to sign in needs a `password` (it costs time)."""
    fields = {"email": f"person{next(_number)}@example.test"} | fields
    user = User.objects.create_user(**fields)
    Membership.objects.create(user=user, organization=of, role=role)
    return user


def browser(of: Organization, role: Role = Role.OWNER) -> Client:
    """A browser in which a member of this organisation is signed in."""
    client = Client()
    client.force_login(member(of, role))
    return client


def contact(of: Organization, **fields: Any) -> Contact:
    number = next(_number)
    fields = {"name": f"Person {number}", "e164": f"+34910{number:06}", "country": "ES"} | fields
    return Contact.objects.create(organization=of, **fields)


def contact_list(of: Organization, *contacts: Contact, **fields: Any) -> ContactList:
    made = ContactList.objects.create(organization=of, **{"name": f"List {next(_number)}"} | fields)
    made.contacts.set(contacts)
    return made


def lead(of: Organization, **fields: Any) -> Lead:
    """A lead in the organisation's first stage, unless told otherwise."""
    person = fields.pop("contact", None) or contact(of)
    start_leads(organization=of, contacts=[person], stage=fields.pop("stage", stages_of(of)[0]))
    if fields:
        Lead.objects.filter(pk=person.pk).update(**fields)
    return Lead.objects.get(pk=person.pk)


def agent(of: Organization, **fields: Any) -> Agent:
    fields = {"name": f"Agent {next(_number)}", "goal": "An appointment is agreed."} | fields
    return Agent.objects.create(organization=of, **fields)


def trunk(**fields: Any) -> Trunk:
    fields = {"provider": "twilio", "account": f"AC{next(_number):032}", "is_rehearsal": True} | (
        fields
    )
    return Trunk.objects.create(**fields)


def campaign(of: Organization, **fields: Any) -> Campaign:
    fields = {"name": f"Campaign {next(_number)}"} | fields
    if "agent" not in fields:
        fields["agent"] = agent(of)
    return Campaign.objects.create(organization=of, **fields)


def call(of: Organization, **fields: Any) -> Call:
    """A completed call, unless told otherwise."""
    if "contact" not in fields:
        fields["contact"] = contact(of)
    if "agent" not in fields:
        fields["agent"] = agent(of)
    if "trunk" not in fields:
        fields["trunk"] = trunk()
    fields = {
        "to_number": fields["contact"].e164,
        "from_number": "+34910000000",
        "status": Status.COMPLETED,
    } | fields
    return Call.objects.create(organization=of, **fields)


def target(of: Campaign, **fields: Any) -> Target:
    if "contact" not in fields:
        fields["contact"] = contact(of.organization)
    fields = {"state": State.PENDING} | fields
    return Target.objects.create(campaign=of, **fields)


def called_target(of: Campaign, *, outcome: str = "", **fields: Any) -> Target:
    """Somebody whom the campaign called, with the call. `fields` are the call's, but for
    `state` and `reason`, which are the target's."""
    state, reason = fields.pop("state", State.DONE), fields.pop("reason", outcome)
    person = fields.pop("contact", None) or contact(of.organization)
    made = call(of.organization, contact=person, agent=of.agent, outcome=outcome, **fields)
    found = target(of, contact=person, call=made, state=state, reason=reason, attempts=1)
    Attempt.objects.create(campaign=of, target=found, call=made)
    return found


def scheduled_report(of: Organization, **fields: Any) -> ScheduledReport:
    """One whose time has come."""
    fields = {
        "name": of.name,
        "recipients": ["boss@example.test"],
        "next_at": dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
    } | fields
    return ScheduledReport.objects.create(organization=of, **fields)
