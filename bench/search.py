"""Searching and filtering a million contacts: the page's own queries, beside a plain scan."""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import django

from bench._people import write_people
from bench.database import own_database
from bench.report import Row, finish, percentile

GOAL = 100.0
ROUNDS, PLAIN_ROUNDS = 60, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, own_database():
        os.environ["MEDIA_ROOT"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "callsys.settings"
        django.setup()
        access = fill(Path(folder) / "people.csv", options.contacts)
        rows = [measure(what, access, questions) for what, questions in questions_of(access)]
    finish("search", rows)


def fill(path: Path, count: int) -> Any:
    """An organisation with so many people, some of them called, on lists, and with consent."""
    from django.db import connection  # noqa: PLC0415 (Django has to be set up first)

    from accounts.access import Access  # noqa: PLC0415
    from accounts.models import Organization  # noqa: PLC0415
    from accounts.permissions import EVERY_PERMISSION  # noqa: PLC0415
    from contacts.finding import refresh_blocks  # noqa: PLC0415
    from contacts.services import create_import, create_list, run_import  # noqa: PLC0415

    write_people(path, count)
    organization = Organization.objects.create(name="Bench")
    with path.open("rb") as file:
        upload = create_import(organization=organization, file=file, filename=path.name)
    run_import(import_id=upload.pk)
    large, small = (
        create_list(organization=organization, name=name) for name in ("Grande", "Pequeña")
    )
    with connection.cursor() as cursor:
        # By no trigger: neither the audit's row for each, nor marks for the blocks that are marked.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE contacts_contact SET last_outcome = CASE id % 50 WHEN 0 THEN 'goal_met' ELSE "
            "'no_answer' END, language = CASE id % 2 WHEN 0 THEN 'es' ELSE 'en' END "
            "WHERE id % 5 = 0"
        )
        for found, every in ((large, 3), (small, 50_000)):
            cursor.execute(
                "INSERT INTO contacts_listentry (contact_list_id, contact_id) "
                "SELECT %s, id FROM contacts_contact WHERE id %% %s = 0",
                [found.pk, every],
            )
        cursor.execute(
            "INSERT INTO contacts_consentrecord (organization_id, e164, purpose, basis, text, "
            "source, evidence, given_at, recorded_at) SELECT organization_id, e164, 'marketing', "
            "'consent', '', 'bench', '', now(), now() FROM contacts_contact WHERE id % 100 = 0"
        )
        cursor.execute("SET session_replication_role = origin")
        began = time.monotonic()
        print(f"{refresh_blocks():,} blocks in {time.monotonic() - began:.1f} s")
        cursor.execute("VACUUM ANALYZE")
    return Access(organization=organization, user=None, permissions=EVERY_PERMISSION)


Question = Callable[[random.Random], Mapping[str, Any]]


def questions_of(access: Any) -> list[tuple[str, Question]]:
    """What is asked, and how: as the filters of the page take it."""
    from contacts.models import Contact, ContactList  # noqa: PLC0415

    some = list(Contact.objects.order_by("?")[:200].values_list("name", "e164", "email"))
    large, small = ContactList.objects.order_by("name")
    return [
        ("three letters of a name", lambda chance: {"q": chance.choice(some)[0][2:5]}),
        ("a whole name, accents left out", lambda chance: {"q": chance.choice(some)[0]}),
        ("the last six digits of a phone", lambda chance: {"q": chance.choice(some)[1][-6:]}),
        ("the middle of an e-mail", lambda chance: {"q": chance.choice(some)[2][3:14]}),
        ("what nobody has", lambda chance: {"q": f"zq{chance.randrange(10**6)}x"}),
        ("a large list", lambda chance: {"list": large}),
        ("a small list and a name", lambda chance: {"list": small, "q": "garcia"}),
        ("a country", lambda chance: {"country": chance.choice(["ES", "MX", "US", "PE"])}),
        ("a language", lambda chance: {"language": chance.choice(["es", "en"])}),
        ("a last outcome", lambda chance: {"outcome": chance.choice(["goal_met", "no_answer"])}),
        ("consent", lambda chance: {"consent": chance.choice(["yes", "no"])}),
        (
            "an attribute that many have",
            lambda chance: {"attribute": chance.choice(["Ciudad: Lima", "Plan: A"])},
        ),
        (
            "an attribute that one has",
            lambda chance: {"attribute": f"Pedido: {chance.randrange(900_000)}"},
        ),
        (
            "name, country and list",
            lambda chance: {"q": chance.choice(some)[0].split()[1], "country": "MX", "list": large},
        ),
    ]


def measure(what: str, access: Any, question: Question) -> Row:
    """The 95th percentile of the first page and the number above it, in milliseconds."""
    from contacts.selectors import contacts_chosen, size_shown  # noqa: PLC0415
    from lib.keyset import page_of  # noqa: PLC0415

    chance, took = random.Random(3), []
    for _ in range(ROUNDS):
        chosen = question(chance)
        began = time.perf_counter()
        contacts = contacts_chosen(access, **chosen)
        page_of(contacts)
        size_shown(access, contacts)
        took.append((time.perf_counter() - began) * 1000)
    ours = percentile(took, 0.95)
    text = question(random.Random(3)).get("q")
    plain = _plain(access, str(text)) if text else None
    return Row(
        f"{what}, p95", "ms", round(ours, 1), plain, "a scan of the table", f"≤ {GOAL:.0f} ms",
        ours <= GOAL,
    )  # fmt: skip


def _plain(access: Any, text: str) -> float:
    """The same words without our index, in milliseconds."""
    from contacts.selectors import search  # noqa: PLC0415

    everyone = access.organization.contacts.order_by("-pk")
    began = time.perf_counter()
    for _ in range(PLAIN_ROUNDS):
        list(search(everyone, text)[:51])
    return round((time.perf_counter() - began) * 1000 / PLAIN_ROUNDS, 1)


if __name__ == "__main__":
    main()
