"""What a model is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TIMEOUT = 60.0
RETRIES = 2
MOST_TOKENS = 4096


@dataclass(frozen=True, slots=True)
class Question:
    """A text to answer in the form of `schema`, by `model` at `address`."""

    schema: Mapping[str, Any]
    model: str
    api_key: str = field(repr=False)
    address: str
    system: str
    text: str
