"""OpenAI's whole answers, and those of whoever speaks as it does."""

from typing import Any

import openai

from providers.errors import Refused
from providers.llm.answers.question import RETRIES, TIMEOUT, Question

STATUS = (openai.APIStatusError,)
REACH = (openai.APIError, OSError)


def ask(question: Question) -> str:
    """The answer's JSON."""
    wish: Any = {
        "type": "json_schema",
        "json_schema": {"name": "answer", "strict": True, "schema": dict(question.schema)},
    }
    with openai.OpenAI(
        api_key=question.api_key or "none",
        base_url=question.address,
        max_retries=RETRIES,
        timeout=TIMEOUT,
    ) as client:
        whole = client.chat.completions.create(
            model=question.model,
            messages=[
                {"role": "system", "content": question.system},
                {"role": "user", "content": question.text},
            ],
            response_format=wish,
        )
    message = whole.choices[0].message
    if message.refusal:
        raise Refused("The answer was withheld.", code="refusal")
    return message.content or ""
