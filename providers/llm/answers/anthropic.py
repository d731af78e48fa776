"""Anthropic's whole answers."""

from typing import Any

import anthropic

from providers.errors import Refused
from providers.llm.answers.question import MOST_TOKENS, RETRIES, TIMEOUT, Question

STATUS = (anthropic.APIStatusError,)
REACH = (anthropic.APIError, OSError)


def ask(question: Question) -> str:
    """The answer's JSON."""
    form: Any = {"format": {"type": "json_schema", "schema": dict(question.schema)}}
    with anthropic.Anthropic(
        api_key=question.api_key,
        base_url=question.address,
        max_retries=RETRIES,
        timeout=TIMEOUT,
    ) as client:
        whole = client.messages.create(
            model=question.model,
            max_tokens=MOST_TOKENS,
            system=question.system,
            messages=[{"role": "user", "content": question.text}],
            output_config=form,
        )
    if whole.stop_reason == "refusal":
        raise Refused("The answer was withheld.", code="refusal")
    return "".join(block.text for block in whole.content if block.type == "text")
