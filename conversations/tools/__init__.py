"""What an agent may do, and the check of what a model asks."""

from conversations.tools.ability import Ability
from conversations.tools.catalogue import (
    ALWAYS,
    BOOK_APPOINTMENT,
    BY_NAME,
    END_CALL,
    ENDINGS,
    LOOKUP_KNOWLEDGE,
    NOTE_FACT,
    OPT_OUT,
    OPTIONAL,
    PRESS_KEYS,
    PROMISE_CALLBACK,
    SEND_MESSAGE,
    TOOLS,
    TRANSFER,
    tools_named,
)
from conversations.tools.check import TYPES, Fault, check_call

__all__ = [
    "ALWAYS",
    "BOOK_APPOINTMENT",
    "BY_NAME",
    "ENDINGS",
    "END_CALL",
    "LOOKUP_KNOWLEDGE",
    "NOTE_FACT",
    "OPTIONAL",
    "OPT_OUT",
    "PRESS_KEYS",
    "PROMISE_CALLBACK",
    "SEND_MESSAGE",
    "TOOLS",
    "TRANSFER",
    "TYPES",
    "Ability",
    "Fault",
    "check_call",
    "tools_named",
]
