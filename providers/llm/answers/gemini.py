"""Gemini's whole answers."""

import httpx
import httpx2
from google import genai

from providers.errors import Refused
from providers.llm.answers.question import RETRIES, TIMEOUT, Question

STATUS = (genai.errors.APIError,)
REACH = (httpx.HTTPError, httpx2.HTTPError, OSError)  # it asks by either


def ask(question: Question) -> str:
    """The answer's JSON."""
    options = genai.types.HttpOptions(
        base_url=question.address,
        timeout=int(TIMEOUT * 1000),
        retry_options=genai.types.HttpRetryOptions(attempts=RETRIES + 1, initial_delay=0.5),
    )
    config = genai.types.GenerateContentConfig(
        system_instruction=question.system,
        response_mime_type="application/json",
        response_json_schema=dict(question.schema),
    )
    client = genai.Client(api_key=question.api_key, http_options=options)
    try:
        whole = client.models.generate_content(
            model=question.model, contents=question.text, config=config
        )
    finally:
        client.close()
    if not whole.text:
        raise Refused("The answer was withheld.", code="refusal")
    return whole.text
