"""A passkey is added and signs in alone, in a real browser with Chromium's own authenticator."""

import pytest
from playwright.sync_api import Browser, expect

from tests.house import House

pytestmark = [pytest.mark.browser, pytest.mark.early]
EMAIL, PASSWORD = "llave@example.test", "a horse, a battery, a staple"
OWNER = f"""
from accounts.models import Membership, Organization, User
shop = Organization.objects.create(name="Llaves", is_rehearsal=True, language="en")
user = User.objects.create_user("{EMAIL}", "{PASSWORD}", name="Clara")
Membership.objects.create(user=user, organization=shop, role="owner")
"""
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_signs_in_without_a_password(house: House, chromium: Browser) -> None:
    house.manage("shell", "-c", OWNER)
    # A passkey belongs to a name: browsers give none to a bare address.
    context = chromium.new_context(
        base_url=house.url.replace("127.0.0.1", "localhost"), locale="en-GB"
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto("/accounts/login/?next=/accounts/security/webauthn/add/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="No campaigns yet")).to_be_visible()
    context.close()
