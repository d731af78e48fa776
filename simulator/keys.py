"""Which keys of accounts open here: any, but for those that say of themselves that they do not."""

REFUSED = "revoked"
"""What a key ends with that no provider takes any more."""


def opens(key: str) -> bool:
    """Whether a provider would take it."""
    return bool(key) and not key.endswith(REFUSED)
