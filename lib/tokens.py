"""Random names that nobody can guess."""

import secrets


def new_token() -> str:
    """32 hex characters, 128 random bits: fit for a URL path."""
    return secrets.token_hex(16)
