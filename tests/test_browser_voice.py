"""An agent is heard and talked with in a real browser: its voice, its answers, its goodbye."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.house import House

pytestmark = [pytest.mark.browser, pytest.mark.early]

EMAIL, PASSWORD = "marta@example.test", "a kettle, a bicycle, a comet"
OWNER = f"""
from accounts.models import Membership, Organization, User
from conversations.models import Agent
shop = Organization.objects.create(name="Taller Sol", is_rehearsal=True, language="en")
user = User.objects.create_user("{EMAIL}", "{PASSWORD}", name="Marta")
Membership.objects.create(user=user, organization=shop, role="owner")
print(Agent.objects.create(
    organization=shop, name="Ana", language="es", goal="Confirmar la cita del martes."
).pk)
"""


HEARD = """sound => new Promise((heard, failed) => {
  sound.ontimeupdate = () => { if (sound.currentTime > 0) heard(); };
  sound.play().catch(failed);
})"""


@pytest.fixture
def page(house: House, chromium: Browser) -> Page:
    context = chromium.new_context(base_url=house.url, locale="en-GB")
    context.set_default_timeout(60_000)
    return context.new_page()


def test_an_agent_is_talked_with_and_its_voice_is_heard(house: House, page: Page) -> None:
    agent = house.manage("shell", "-v", "0", "-c", OWNER).split()[-1]
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"/agents/{agent}/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_role("link", name="Try it").click()
    page.get_by_role("button", name="Answer the call").click()
    transcript = page.locator(".transcript")
    expect(transcript).to_contain_text("inteligencia artificial")
    page.get_by_label("What you say").fill("No me llamen más, por favor.")
    page.get_by_role("button", name="Say").click()
    expect(transcript.locator(".person")).to_contain_text("No me llamen más")
    expect(transcript).to_contain_text("opt_out")
    expect(transcript).to_contain_text("The call ended.")
    expect(page.get_by_role("button", name="Answer the call")).to_be_visible()

    page.goto("/voices/")
    page.get_by_label("How Lucía sounds").evaluate(HEARD)
    assert complaints == []
