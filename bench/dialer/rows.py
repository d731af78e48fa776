"""The people and campaigns of a benchmark, written by the database itself."""

import itertools

from django.db import connection

from accounts.models import Organization
from campaigns.models import Campaign
from campaigns.services import create_campaign, start_campaign
from contacts.models import ContactList
from conversations.models import Agent

ALL_DAY = {str(day): [["00:00", "24:00"]] for day in range(7)}
FIRST_NUMBER = 600_000_000
_number = itertools.count(1)

_CONTACTS = """
    INSERT INTO contacts_contact
        (organization_id, e164, name, email, language, country, time_zone, attributes,
         created_at, updated_at)
    SELECT %(organization)s, '+34' || (%(first)s + i), 'Persona ' || i, '', '', 'ES',
           'Europe/Madrid', '{}', now(), now()
    FROM generate_series(1, %(count)s) AS i
"""
_ENTRIES = """
    INSERT INTO contacts_listentry (contact_list_id, contact_id)
    SELECT %(list)s, id FROM contacts_contact WHERE organization_id = %(organization)s
"""


def make_organization() -> Organization:
    """A rehearsal's, with nobody in it."""
    return Organization.objects.create(name=f"Bench {next(_number)}", is_rehearsal=True)


def make_campaign(*, people: int, calls_per_second: float, max_concurrent: int) -> Campaign:
    """A draft that calls so many people once each, at any hour, in an organisation of its own."""
    organization = make_organization()
    chosen = ContactList.objects.create(organization=organization, name="Todos")
    agent = Agent.objects.create(
        organization=organization, name="Lucía", goal="Vender.", voice_mode="gather"
    )
    who = {"organization": organization.pk, "list": chosen.pk}
    with connection.cursor() as cursor:
        cursor.execute(_CONTACTS, {**who, "first": FIRST_NUMBER, "count": people})
        cursor.execute(_ENTRIES, who)
        cursor.execute("ANALYZE contacts_contact, contacts_listentry")
    campaign = create_campaign(
        organization=organization,
        user=None,
        name="Bench",
        purpose="reminder",
        agent=agent,
        lists=[chosen],
        windows=ALL_DAY,
        max_concurrent=max_concurrent,
        retry_policy={},
    )
    # Beyond what a person may choose: here the machine is to be the limit.
    Campaign.objects.filter(pk=campaign.pk).update(calls_per_second=calls_per_second)
    campaign.refresh_from_db()
    return campaign


def run_campaign(*, people: int, calls_per_second: float, max_concurrent: int) -> Campaign:
    """The same, started."""
    campaign = make_campaign(
        people=people, calls_per_second=calls_per_second, max_concurrent=max_concurrent
    )
    return start_campaign(campaign=campaign)


def delete_campaigns() -> None:
    """Forget every campaign and every call, for the next measurement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE campaigns_attempt, campaigns_target, calls_callevent, calls_turn, "
            "calls_call, campaigns_campaign CASCADE"
        )
