"""Forms that are judged while one types: asked with `X-Check`, nothing that they do stays."""

import pytest
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from tests import rows

pytestmark = pytest.mark.django_db

CHECK = {"X-Check": "1"}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("contacts:create", {"phone": "+34612345678"}, {"phone": "12"}),
        (
            "organization_settings",
            {
                "name": "Luna", "default_country": "ES", "time_zone": "Europe/Madrid",
                "language": "es",
            },
            {"time_zone": "Mars/Olympus"},
        ),
        ("account_profile", {"name": "Carmen", "language": "es"}, {"language": "xx"}),
    ],
)  # fmt: skip
def test_a_form_is_judged_and_nothing_is_kept(name, good, bad):
    shop = rows.organization()
    browser, page = rows.browser(shop), reverse(name)
    fine = browser.post(page, good, headers=CHECK)
    assert fine.status_code == 204, fine.content
    wrong = browser.post(page, good | bad, headers=CHECK)
    assert wrong.status_code == 422
    assert b"errorlist" in wrong.content
    assert not Contact.objects.exists()
    shop.refresh_from_db()
    assert shop.name != "Luna"
    assert not User.objects.filter(name="Carmen").exists()
    assert b"data-check" in browser.get(page).content
