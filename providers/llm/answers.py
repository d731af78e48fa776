"""One whole answer in a form that was asked for, where nobody waits: through the vendors' SDKs.

Their retries serve here: the call is over, and asking again costs a moment.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import anthropic
import openai
from google import genai

from providers.errors import ProviderError, Refused
from providers.llm.registry import BASE_URLS
from providers.rehearsal import require_simulator

TIMEOUT = 60.0
RETRIES = 2
MOST_TOKENS = 4096

Answer = Mapping[str, Any]


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
    try:
        written = _BY[provider](schema, model, api_key, address, system, text)
        answer = json.loads(written)
    except _STATUS as error:
        again = getattr(error, "status_code", None) or getattr(error, "code", 500)
        raise ProviderError("The model failed.", code=str(again), retryable=True) from error
    except _REACH as error:
        raise ProviderError("The model could not be reached.", retryable=True) from error
    except (ValueError, LookupError, TypeError) as error:
        raise ProviderError("The model's answer is unreadable.", retryable=True) from error
    if not isinstance(answer, dict):
        raise ProviderError("The model's answer is unreadable.", retryable=True)
    return answer


_STATUS = (openai.APIStatusError, anthropic.APIStatusError, genai.errors.APIError)
_REACH = (openai.APIError, anthropic.APIError, OSError)


def _by_openai(*asked: Any) -> str:
    schema, model, key, address, system, text = asked
    wish: Any = {
        "type": "json_schema",
        "json_schema": {"name": "answer", "strict": True, "schema": dict(schema)},
    }
    with openai.OpenAI(
        api_key=key or "none", base_url=address, max_retries=RETRIES, timeout=TIMEOUT
    ) as client:
        whole = client.chat.completions.create(
            model=model,
            messages=[{"role": "system", "content": system}, {"role": "user", "content": text}],
            response_format=wish,
        )
    message = whole.choices[0].message
    if message.refusal:
        raise Refused("The answer was withheld.", code="refusal")
    return message.content or ""


def _by_gemini(*asked: Any) -> str:
    schema, model, key, address, system, text = asked
    options = genai.types.HttpOptions(
        base_url=address,
        timeout=int(TIMEOUT * 1000),
        retry_options=genai.types.HttpRetryOptions(attempts=RETRIES + 1, initial_delay=0.5),
    )
    config = genai.types.GenerateContentConfig(
        system_instruction=system,
        response_mime_type="application/json",
        response_json_schema=dict(schema),
    )
    client = genai.Client(api_key=key, http_options=options)
    try:
        whole = client.models.generate_content(model=model, contents=text, config=config)
    finally:
        client.close()
    if not whole.text:
        raise Refused("The answer was withheld.", code="refusal")
    return whole.text


def _by_anthropic(*asked: Any) -> str:
    schema, model, key, address, system, text = asked
    form: Any = {"format": {"type": "json_schema", "schema": dict(schema)}}
    with anthropic.Anthropic(
        api_key=key, base_url=address, max_retries=RETRIES, timeout=TIMEOUT
    ) as client:
        whole = client.messages.create(
            model=model,
            max_tokens=MOST_TOKENS,
            system=system,
            messages=[{"role": "user", "content": text}],
            output_config=form,
        )
    if whole.stop_reason == "refusal":
        raise Refused("The answer was withheld.", code="refusal")
    return "".join(block.text for block in whole.content if block.type == "text")


_BY: dict[str, Callable[..., str]] = {
    "openai": _by_openai,
    "gemini": _by_gemini,
    "anthropic": _by_anthropic,
}
