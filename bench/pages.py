"""How long the server takes for each page, at a million contacts and a million calls.

One organisation has all of the pages asked for; the calls of the instance are those of
`bench reports`, made once and kept, and its contacts are filled up to as many. The time is that of
the whole request through every middleware, without the network.
"""

import argparse
import os
import time

import django
from django.core.management import call_command
from django.db import connection

from bench.history import open_history
from bench.report import Row, finish, percentile

GOAL_MS = 50.0
ROUNDS = 40

FILL = """
    INSERT INTO contacts_contact
        (organization_id, e164, name, email, language, country, time_zone, attributes,
         created_at, updated_at)
    SELECT 1, '+349' || lpad(n::text, 8, '0'), 'Person ' || n, 'p' || n || '@example.com',
           'es', 'ES', 'Europe/Madrid', '{}', now(), now()
    FROM generate_series(1, %s - (SELECT count(*) FROM contacts_contact)) n
    ON CONFLICT DO NOTHING
"""

PAGES = {
    "live": "/operations/",
    "campaigns": "/campaigns/",
    "a campaign": "/campaigns/{campaign}/",
    "people of a campaign": "/campaigns/{campaign}/people/",
    "calls of a campaign": "/campaigns/{campaign}/calls/",
    "contacts": "/contacts/",
    "contacts, searched": "/contacts/?search=person%20999",
    "a contact": "/contacts/{contact}/",
    "lists": "/contacts/lists/",
    "agents": "/agents/",
    "calls": "/calls/",
    "calls by outcome": "/calls/?outcome=goal_met",
    "a call": "/calls/{call}/",
    "dashboard, 30 days": "/reports/?since=2025-01-31&until=2025-03-01",
    "campaigns side by side": "/reports/campaigns/",
    "report of a campaign": "/reports/campaigns/{campaign}/",
    "reports by e-mail": "/reports/scheduled/",
    "notifications": "/notifications/",
    "members": "/accounts/members/",
}


def main() -> None:
    """Make what is missing, then ask for each page again and again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    given = parser.parse_args()
    open_history(given.calls)
    os.environ["DJANGO_SETTINGS_MODULE"] = "callsys.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    prepare(given.contacts)
    finish("pages", [measured(name, address) for name, address in addresses().items()])


def prepare(contacts: int) -> None:
    """The contacts, the rollup, and who looks."""
    from reports.models import Figure  # noqa: PLC0415  (models need Django to be set up)

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(FILL, [contacts])
        made = cursor.rowcount
        cursor.execute("SET session_replication_role = origin")
        if made > 0:
            cursor.execute("VACUUM ANALYZE contacts_contact")
        if not Figure.objects.exists():
            call_command("rebuild_figures")
            cursor.execute("VACUUM ANALYZE reports_figure")


def addresses() -> dict[str, str]:
    """Each page with rows of the organisation that is asked."""
    from calls.models import Call  # noqa: PLC0415
    from campaigns.models import Campaign  # noqa: PLC0415

    call = Call.objects.filter(organization=1).order_by("-pk").first()
    campaign = Campaign.objects.filter(organization=1).order_by("pk").first()
    assert call and campaign
    rows = {"campaign": campaign.pk, "call": call.pk, "contact": call.contact_id}
    return {name: address.format(**rows) for name, address in PAGES.items()}


def measured(name: str, address: str) -> Row:
    """The page, asked for by an owner; the first time, which fills caches, is not counted."""
    from django.test import Client  # noqa: PLC0415

    from accounts.models import Membership, User  # noqa: PLC0415

    user, _made = User.objects.get_or_create(email="bench@example.com")
    Membership.objects.get_or_create(user=user, organization_id=1, role="owner")
    client = Client()
    client.force_login(user)
    spent = []
    for _ in range(ROUNDS + 1):
        begin = time.perf_counter()
        answer = client.get(address)
        spent.append((time.perf_counter() - begin) * 1000)
        assert answer.status_code == 200, (address, answer.status_code)
    p50, p95 = (percentile(spent[1:], share) for share in (0.5, 0.95))
    return Row(f"{name}, p95 (p50 {p50:.1f})", "ms", p95, None, "", "≤ 50 ms", p95 <= GOAL_MS)


if __name__ == "__main__":
    main()
