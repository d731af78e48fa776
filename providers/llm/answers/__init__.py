"""One whole answer in a form that was asked for, where nobody waits: through the vendors' SDKs.

Their retries serve here: the call is over, and asking again costs a moment. An SDK takes up to a
second and 50 MB to load: each has a module of its own, loaded by whoever asks it first.
"""

import json
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from providers.errors import ProviderError
from providers.llm.answers.question import Question
from providers.llm.registry import BASE_URLS
from providers.rehearsal import require_simulator

Answer = Mapping[str, Any]


class _Vendor(Protocol):
    """What each vendor's module has."""

    STATUS: tuple[type[Exception], ...]
    """Raised where the vendor answered that it failed; with `status_code` or `code`."""
    REACH: tuple[type[Exception], ...]
    """Raised where it did not answer."""

    @staticmethod
    def ask(question: Question) -> str:
        """The answer's JSON. Raises these, Refused, or what an unreadable answer raises."""


def answer_as(
    schema: Mapping[str, Any],
    *,
    provider: str,
    model: str,
    api_key: str,
    system: str,
    text: str,
    base_url: str = "",
    is_rehearsal: bool = False,
) -> Answer:
    """A JSON object of `schema` (a JSON Schema object, strict). Blocks; raises ProviderError.

    That it fits the schema is the vendor's word: check what matters.
    """
    address = base_url or BASE_URLS[provider]
    if is_rehearsal:
        require_simulator(address)
    vendor = cast(_Vendor, import_module(f"{__name__}.{provider}"))
    try:
        answer = json.loads(vendor.ask(Question(schema, model, api_key, address, system, text)))
    except vendor.STATUS as error:
        again = getattr(error, "status_code", None) or getattr(error, "code", 500)
        raise ProviderError("The model failed.", code=str(again), retryable=True) from error
    except vendor.REACH as error:
        raise ProviderError("The model could not be reached.", retryable=True) from error
    except (ValueError, LookupError, TypeError) as error:
        raise ProviderError("The model's answer is unreadable.", retryable=True) from error
    if not isinstance(answer, dict):
        raise ProviderError("The model's answer is unreadable.", retryable=True)
    return answer
