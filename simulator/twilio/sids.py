"""Twilio's identifiers: two letters and 32 hexadecimal digits."""

import re
import secrets


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


def is_sid(prefix: str, text: str) -> bool:
    return bool(re.fullmatch(prefix + "[0-9a-fA-F]{32}", text))
