"""Signing in with Google or Microsoft: on where an app of theirs is named, off otherwise."""

from typing import Any

from callsys.environment import first

SIGN_IN_ORIGINS = {
    "google": "https://accounts.google.com",
    "microsoft": "https://login.microsoftonline.com",
}
"""Where their buttons lead: browsers ask the policy of forms about redirects, too."""


def sign_in_with() -> dict[str, dict[str, Any]]:
    """django-allauth's SOCIALACCOUNT_PROVIDERS.

    Google proves the addresses that it tells, so it opens the account with the same one.
    Microsoft lets a tenant's admin write any: there a person connects it to their account first.
    """
    tenant = first("MICROSOFT_TENANT", default="organizations")
    return {
        "google": {
            "APPS": _apps("GOOGLE_SIGN_IN"),
            "SCOPE": ["profile", "email"],
            "AUTH_PARAMS": {"access_type": "online"},
            "OAUTH_PKCE_ENABLED": True,
            "EMAIL_AUTHENTICATION": True,
            "EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        },
        "microsoft": {
            "APPS": _apps("MICROSOFT_SIGN_IN", tenant=tenant),
            "OAUTH_PKCE_ENABLED": True,
        },
    }


def _apps(name: str, **settings: str) -> list[dict[str, Any]]:
    client_id, secret = first(f"{name}_CLIENT_ID"), first(f"{name}_CLIENT_SECRET")
    if not client_id or not secret:
        return []
    return [{"client_id": client_id, "secret": secret, "settings": settings}]
