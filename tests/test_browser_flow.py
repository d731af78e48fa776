"""What a shop owner does on the first day, in a real browser against every real process: sign in,
import a file, start a campaign, watch a call happen, read the report."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.house import House

pytestmark = [pytest.mark.browser, pytest.mark.early]

EMAIL, PASSWORD = "carmen@example.test", "a horse, a battery, a staple"

OWNER = f"""
from accounts.models import Membership, Organization, User
from conversations.models import Agent
shop = Organization.objects.create(name="Panadería Luna", is_rehearsal=True, language="en")
user = User.objects.create_user("{EMAIL}", "{PASSWORD}", name="Carmen")
Membership.objects.create(user=user, organization=shop, role="owner")
Agent.objects.create(
    organization=shop, name="Lucía", language="es", goal="Que encarguen un roscón.",
    facts="Los roscones se encargan hasta el 4 de enero."
)
"""

# The simulator's people are told by the last four digits of their numbers.
TALKS, BUSY, REFUSES = "+34 600 12 99 01", "+34 600 12 99 04", "+34 600 12 99 02"
FILE = f"""Nombre;Teléfono
Ana García;{TALKS}
José Núñez;{BUSY}
Lucía Martín;{REFUSES}
Sin Teléfono;
"""

SECOND = 1000

HEARD = """sound => new Promise((heard, failed) => {
  sound.ontimeupdate = () => { if (sound.currentTime > 0.5) heard(); };
  sound.play().catch(failed);
})"""


@pytest.fixture
def page(house: House, chromium: Browser) -> Page:
    """A page whose every error fails the test."""
    context = chromium.new_context(base_url=house.url, locale="en-GB")
    context.set_default_timeout(60 * SECOND)
    return context.new_page()


def test_from_a_file_to_a_report(house: House, page: Page, tmp_path: Path) -> None:
    house.manage("shell", "-c", OWNER)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if is_wrong(said) else None)
    sign_in(page)
    import_file(page, tmp_path)
    make_campaign(page)
    watch_it_call(page)
    read_the_report(page)
    read_a_call(page)
    hear_it(page)
    assert complaints == []


def is_wrong(said: ConsoleMessage) -> bool:
    """Whether it is an error; that a form is not right yet is what its check asked to hear."""
    return said.type == "error" and "status of 422" not in said.text


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="No campaigns yet")).to_be_visible()


def import_file(page: Page, folder: Path) -> None:
    file = folder / "clientes.csv"
    file.write_text(FILE, encoding="utf-8")
    page.goto("/contacts/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("List").fill("clientes")
    page.get_by_label("Country").select_option("ES")
    page.get_by_role("main").get_by_role("button", name="Import").click()
    expect(page.get_by_text("The phone number is missing.")).to_be_visible()


def make_campaign(page: Page) -> None:
    page.goto("/campaigns/new/")
    name_it(page)
    page.get_by_label("clientes").check()
    for day in range(7):  # around the clock: this test runs at any hour
        page.locator(f"[name=day{day}-from0]").fill("00:00")
        page.locator(f"[name=day{day}-to0]").fill("00:00")
        page.locator(f"[name=day{day}-from1]").fill("")
        page.locator(f"[name=day{day}-to1]").fill("")
    for outcome in ("busy", "no_answer", "voicemail", "failed", "hung_up"):
        page.locator(f"[name={outcome}-attempts]").select_option("1")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("heading", name="Roscones de Reyes")).to_be_visible()


def name_it(page: Page) -> None:
    """What is wrong is said when one leaves the field, and taken back as one mends it."""
    name = page.get_by_label("Name", exact=True)
    said = page.locator(".field").filter(has=name).locator(".errorlist")
    for typed in ("Roscones", ""):
        name.fill(typed)
        name.blur()
    expect(said).to_have_count(1)
    expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("Roscones de Reyes")
    expect(page.locator(".errorlist")).to_have_count(0)  # nothing is said of what was not touched


def watch_it_call(page: Page) -> None:
    """Everything from here to the end happens on one page that is never loaded again."""
    page.get_by_role("button", name="Start").click()
    expect(page.locator("body")).to_have_attribute("data-live", "open")
    page.evaluate("window.neverReloaded = true")
    line = page.locator(".line").filter(has_text="Ana García")
    expect(line.locator(".said")).to_have_text(re.compile(r"\w{3,}"))
    expect(page.locator(".ended").get_by_text("Ana García")).to_be_visible()
    expect(page.locator(".pulse .badge")).to_have_text("Completed")
    expect(page.locator(".pulse-figure")).to_contain_text("3 of 3 people settled")
    assert page.evaluate("window.neverReloaded")


def read_the_report(page: Page) -> None:
    page.get_by_role("link", name="Report", exact=True).click()
    report = page.get_by_role("main")
    for said in ("3 rows imported, 1 rejected", "The phone number is missing.", "Busy"):
        expect(report).to_contain_text(said)
    expect(page.get_by_text("can't explain")).to_have_count(0)


def read_a_call(page: Page) -> None:
    page.get_by_role("link", name="Calls", exact=True).last.click()
    page.get_by_role("link", name="Ana García").click()
    assert page.locator(".transcript > li:not(.note)").count() >= 3
    expect(page.locator(".timeline")).to_contain_text("Ringing")


def hear_it(page: Page) -> None:
    """The recording comes home in the background; the transcript follows it."""
    sound = page.locator(".recording audio")
    for _ in range(60):
        if sound.count():
            break
        page.wait_for_timeout(SECOND)
        page.reload()
    sound.evaluate(HEARD)
    expect(page.locator(".transcript [aria-current]")).to_have_count(1)
    page.locator(".transcript [data-at]").nth(1).click()
    assert sound.evaluate("sound => sound.currentTime") > 1
    sound.evaluate("sound => { sound.pause(); sound.currentTime = 0; }")
    page.locator(".recording .wave").click()  # in its middle
    assert sound.evaluate("sound => sound.currentTime / sound.duration") > 0.45
