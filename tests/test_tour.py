"""Every page, in a real browser: in both languages, on a phone and a desk, by day and by night.

Each must be free of errors of its scripts, of reports of its security policy, and of what axe
finds serious; must not be wider than its screen; and must be light. Screenshots are kept in
`.callsys/tour`. Without --long only the main pages are seen, each in one of the eight ways.
"""

import gzip
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request

from launcher.data import ROOT
from tests.addresses import addresses
from tests.house import House

pytestmark = [pytest.mark.browser, pytest.mark.early]

SHOTS = ROOT / ".callsys" / "tour"
LIGHTEST = 100_000
"""Bytes of a page, compressed, without fonts and pictures."""

MAIN = (
    "campaigns:detail",
    "reports:list",
    "calls:detail",
    "contacts:list",
    "campaigns:setup review",
    "conversations:edit",
    "reports:campaign",
    "styleguide",
)

NOT_OPEN = {
    "metrics": "asks for its token",
    "mfa_edit_webauthn": "asks for a key of one's own",
    "mfa_remove_webauthn": "asks for a key of one's own",
    "mfa_deactivate_totp": "asks for a second factor",
    "mfa_view_recovery_codes": "asks for a second factor",
    "mfa_download_recovery_codes": "asks for a second factor",
    "socialaccount_login_error": "says that a sign-in failed, and so answers 401",
    "google_login": "is not configured",
    "google_callback": "is not configured",
    "google_login_by_token": "is not configured",
    "microsoft_login": "is not configured",
    "microsoft_callback": "is not configured",
}
"""What can't be opened in the scene, and why."""

SCENE = """
import json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from accounts.models import User
from callsys.demo import demo_facts
from campaigns.models import Campaign
from contacts.models import BulkAct
from conversations.models import Endpoint
from lib.sealing import seal
from notices.services import notify
from outbox.models import Endpoint as Webhook
from reports.models import ScheduledReport
from tests import rows
import time
campaign = Campaign.objects.get(pk=demo_facts()["campaign"])
while not campaign.attempts.filter(call__turns__isnull=False).exists():
    time.sleep(0.2)
shop = campaign.organization
sessions = {}
for language in ("es", "en"):
    user = User.objects.create_superuser(f"{language}@example.test", "x", language=language)
    membership = shop.memberships.create(user=user, role="owner").pk
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    sessions[language] = session.session_key
call = campaign.attempts.filter(call__turns__isnull=False).first().call_id
other = campaign.attempts.exclude(call=call).first().call
recording = other.recordings.create(
    provider_id="RE1", state="ready", name="recordings/1.mp3", fetch_at=other.created_at
)
draft = Campaign.objects.create(organization=shop, agent=campaign.agent, name="Turrones")
draft.lists.set(campaign.lists.all())
report = ScheduledReport.objects.create(
    organization=shop, name="Lunes", recipients=["boss@example.test"], next_at=other.created_at
)
tool = Endpoint.objects.create(
    organization=shop,
    name="stock",
    description="How many of a thing are left.",
    url="https://shop.example/stock",
)
bulk = BulkAct.objects.create(organization=shop, act="leads", finished_at=other.created_at)
lead = rows.lead(shop, contact=shop.contacts.first())
webhook = Webhook.objects.create(
    organization=shop, url="https://shop.example/calls", events=["call.ended"], secret=seal("x")
)
for kind, told in (
    ("campaign_paused", {"campaign": "Turrones", "reason": "…"}),
    ("number_resting", {"number": "+34910000000"}),
):
    notify(organization=shop, kind=kind, link="/campaigns/", **told)
print(json.dumps({
    "sessions": sessions,
    "more": {
        f"campaigns:setup {step}": f"/campaigns/{draft.pk}/setup/{step}/"
        for step in ("whom", "what", "answers", "review")
    },
    "known": {
        "campaigns": {"pk": campaign.pk},
        "campaigns:setup": {"pk": draft.pk, "step": "when"},
        "reports:scheduled_detail": {"pk": report.pk},
        "reports": {"pk": campaign.pk},
        "calls": {"pk": call},
        "calls:recording": {"pk": other.pk, "recording": recording.pk},
        "audio": {"voice": "simLucia0000000000ES"},
        "voice": {"pk": campaign.agent_id},
        "conversations": {"pk": campaign.agent_id},
        "conversations:tool_edit": {"pk": tool.pk},
        "webhooks:edit": {"pk": webhook.pk},
        "organization_credential_keep": {"provider": "openai"},
        "contacts": {"pk": shop.contacts.first().pk},
        "contacts:list_detail": {"pk": shop.contact_lists.first().pk},
        "campaigns:call_one": {"contact": shop.contacts.first().pk},
        **dict.fromkeys(
            [f"contacts:{name}" for name in (
                "import_detail", "import_live", "import_review", "rejected"
            )],
            {"pk": shop.imports.first().pk},
        ),
        **dict.fromkeys(["contacts:bulk_act", "contacts:bulk_act_live"], {"pk": bulk.pk}),
        **dict.fromkeys(["contacts:stage", "contacts:stage_leads"], {"pk": lead.stage_id}),
    },
}))
"""


ONLY_WRONG = {"resultTypes": ["violations"]}
"""For axe: what is in order is not described at length, which takes the most time."""


@dataclass(frozen=True)
class Way:
    """How a page is looked at."""

    language: str
    width: int
    theme: str

    def __str__(self) -> str:
        return f"{self.language}-{self.width}-{self.theme}"


WAYS = [Way(*way) for way in itertools.product(("es", "en"), (390, 1440), ("light", "dark"))]


@dataclass
class Visit:
    """One page as it was found: all that is wrong with it, and what it weighs."""

    wrong: list[str] = field(default_factory=list)
    weight: int = 0


@pytest.fixture(scope="session")
def scene(house: House) -> dict[str, Any]:
    """The demo, with calls made; who is signed in, and what there is to open."""
    found: dict[str, Any] = json.loads(house.manage("shell", "-v", "0", "-c", SCENE))
    return found


@pytest.fixture(scope="module")
def answers(
    house: House, chromium: Browser, scene: dict[str, Any]
) -> dict[str, tuple[str, int, bool]]:
    """Name → address of every route, what it answers a browser with, and whether that is a page."""
    context = signed_in(chromium, house, scene, WAYS[0])
    found = {}
    for name, address in (addresses(scene["known"]) | scene["more"]).items():
        answer = context.request.get(address, max_redirects=0)
        found[name] = (address, answer.status, "<html" in answer.text()[:200])
    context.close()
    return found


@pytest.fixture(scope="module")
def pages(answers: dict[str, tuple[str, int, bool]]) -> dict[str, str]:
    """Name → address of every page."""
    return {name: at for name, (at, status, is_page) in answers.items() if status < 300 and is_page}


@pytest.fixture(scope="module")
def broken(answers: dict[str, tuple[str, int, bool]]) -> dict[str, int]:
    """Name → status of what can't be opened: what is only for forms (405) may not be."""
    return {
        name: status
        for name, (_at, status, _p) in answers.items()
        if status >= 400 and status != 405 and name not in NOT_OPEN
    }


def signed_in(chromium: Browser, house: House, scene: dict[str, Any], way: Way) -> BrowserContext:
    """A browser of one who works in the demo, and likes it this way."""
    context = chromium.new_context(
        base_url=house.url,
        viewport={"width": way.width, "height": 844 if way.width < 500 else 900},
        has_touch=way.width < 500,
        locale={"es": "es-ES", "en": "en-GB"}[way.language],
    )
    context.add_cookies(
        [
            {"name": "sessionid", "value": scene["sessions"][way.language], "url": house.url},
            {"name": "theme", "value": way.theme, "url": house.url},
        ]
    )
    return context


def visit(page: Page, address: str, shot: Path) -> Visit:
    """Open a page and look at it in every respect."""
    found, weights = Visit(), []

    def hear(said: Any) -> None:
        if said.type == "error":
            found.wrong.append(f"console: {said.text}")

    def fail(error: Any) -> None:
        found.wrong.append(f"script: {error}")

    def weigh(request: Request) -> None:
        if request.resource_type in {"document", "stylesheet", "script"}:
            weights.append(request)

    page.on("console", hear)
    page.on("pageerror", fail)
    page.on("requestfinished", weigh)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(100)
    for request in weights:
        response = request.response()
        if response and response.ok:
            found.weight += len(gzip.compress(response.body(), 6))
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        found.wrong.append(f"{wide} px wider than its screen")
    for violation in Axe().run(page, options=ONLY_WRONG).response["violations"]:
        if violation["impact"] in {"serious", "critical"}:
            where = [node["html"][:160] for node in violation["nodes"][:3]]
            found.wrong.append(f"axe {violation['id']}: {violation['help']} {where}")
    page.screenshot(path=shot, full_page=True)
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", fail)
    page.remove_listener("requestfinished", weigh)
    return found


def tour(
    house: House, chromium: Browser, scene: dict[str, Any], seen: dict[Way, dict[str, str]]
) -> Iterator[str]:
    """Look at each page in its way; what is wrong, a line each."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for way, pages in seen.items():
        context = signed_in(chromium, house, scene, way)
        page = context.new_page()
        for name, address in pages.items():
            found = visit(
                page, address, SHOTS / f"{name.replace(':', '-').replace(' ', '-')}-{way}.png"
            )
            yield from (f"{name} {way}: {wrong}" for wrong in found.wrong)
            if found.weight > LIGHTEST:
                yield f"{name} {way}: weighs {found.weight:,} bytes"
        context.close()


def test_every_page_opens(pages: dict[str, str], broken: dict[str, int]) -> None:
    assert len(pages) > 30
    assert broken == {}


def test_the_main_pages_are_in_order(
    house: House, chromium: Browser, scene: dict[str, Any], pages: dict[str, str]
) -> None:
    seen = {way: {name: pages[name]} for way, name in zip(WAYS, MAIN, strict=True)}
    assert list(tour(house, chromium, scene, seen)) == []


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_page_is_in_order(
    house: House, chromium: Browser, scene: dict[str, Any], pages: dict[str, str], way: Way
) -> None:
    assert list(tour(house, chromium, scene, {way: pages})) == []
