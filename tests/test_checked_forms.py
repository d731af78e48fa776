"""Forms that are judged while one types: asked with `X-Check`, nothing that they do stays."""

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.middleware import SESSION_KEY
from tests import rows

pytestmark = pytest.mark.django_db

CHECK = {"X-Check": "1"}
OURS = {
    "name": "Luna", "default_country": "ES", "time_zone": "Europe/Madrid", "language": "es",
}  # fmt: skip
TOOL = {
    "name": "check_stock", "description": "What there is.", "url": "https://93.184.216.34/",
    "parameters": '{"product": {"type": "string"}}', "timeout": "5",
}  # fmt: skip
HOOK = {"url": "https://93.184.216.34/", "events": ["call.ended"]}
KEY = {"name": "Till", "scopes": ["contacts.view"], "days": "90"}
FORMS = [
    ("contacts:create", [], {"phone": "+34612345678"}, {"phone": "12"}),
    ("organization_settings", [], OURS, {"time_zone": "Mars/Olympus"}),
    ("account_profile", [], {"name": "Carmen", "language": "es"}, {"language": "xx"}),
    ("organization_create", [], OURS, {"time_zone": "Mars/Olympus"}),
    ("organization_members", [], {"email": "a@b.example", "role": "viewer"}, {"role": "king"}),
    ("organization_keys", [], KEY, {"scopes": ["everything"]}),
    ("organization_credential_keep", ["openai"], {"api_key": "sk-1"}, {"api_key": "clé"}),
    ("webhooks:add", [], HOOK, {"url": "https://127.0.0.1/"}),
    ("contacts:lists", [], {"name": "Friends"}, {"name": "Clients"}),
    ("contacts:stages", [], {"name": "Tasting", "kind": "contacted"}, {"kind": "?"}),
    ("contacts:retention", [], {"recordings_days": "30"}, {"recordings_days": "-1"}),
    ("contacts:suppressions", [], {"phone": "+34612345678"}, {"phone": "12"}),
    ("conversations:tool_create", [], TOOL, {"url": "https://127.0.0.1/"}),
    ("campaigns:limits", [], {"daily_minutes": "60"}, {"daily_money": "-1"}),
]


@pytest.fixture
def shop():
    made = rows.organization()
    rows.contact_list(made, name="Clients")
    return made


def everything():
    """What is in every table of ours, but for sessions, whose last use is written down."""
    models = [one for one in apps.get_models() if one.__module__.split(".")[0] in OWN_APPS]
    return {one: list(one._default_manager.values()) for one in models}


OWN_APPS = {"accounts", "campaigns", "contacts", "conversations", "outbox"}


@pytest.mark.parametrize(
    ("name", "arguments", "good", "bad"), FORMS, ids=[form[0] for form in FORMS]
)
def test_a_form_is_judged_and_nothing_is_kept(shop, settings, name, arguments, good, bad):
    settings.OPENAI_BASE_URL = "http://127.0.0.1:1"  # where nobody is to be asked
    browser, page = rows.browser(shop), reverse(name, args=arguments)
    assert b"data-check" in browser.get(page).content
    before, session = everything(), dict(browser.session)
    fine = browser.post(page, good, headers=CHECK)
    assert fine.status_code == 204, fine.content
    wrong = browser.post(page, good | bad, headers=CHECK)
    assert wrong.status_code == 422
    assert b"errorlist" in wrong.content
    assert everything() == before
    assert dict(browser.session) == session
    assert SESSION_KEY not in session or session[SESSION_KEY] == shop.pk


def test_forms_of_one_row_are_judged_too(shop):
    contact, campaign = rows.contact(shop), rows.campaign(shop)
    browser = rows.browser(shop)
    for name, pk, bad in (
        ("campaigns:call_one", contact.pk, {"at": "yesterday"}),
        ("campaigns:repeat", campaign.pk, {"at": "25:00"}),
        ("contacts:list_detail", shop.contact_lists.get().pk, {"name": ""}),
    ):
        page = reverse(name, args=[pk])
        assert b"data-check" in browser.get(page).content
        wrong = browser.post(page, bad, headers=CHECK)
        assert wrong.status_code == 422
        assert b"errorlist" in wrong.content
