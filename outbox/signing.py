"""Signatures of Standard Webhooks: https://www.standardwebhooks.com, symmetric, version 1.

webhook-id         the message's id: the same through all attempts
webhook-timestamp  seconds since 1970 of this attempt; refuse old ones
webhook-signature  "v1," + base64 of HMAC-SHA256 over "{id}.{timestamp}.{body}"
"""

import base64
import hashlib
import hmac
import secrets

MARK = "whsec_"


def new_secret() -> str:
    """24 random bytes, as the standard writes them."""
    return MARK + base64.b64encode(secrets.token_bytes(24)).decode()


def headers_for(*, secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers that prove a message."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{_signature(secret, message_id, timestamp, body)}",
    }


def _signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(MARK))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
