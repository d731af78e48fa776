"""Which language models there are, by the name a setting gives them."""

from collections.abc import Callable

from providers.llm import anthropic, gemini, openai
from providers.llm.base import LanguageModel
from providers.llm.streaming import close_sessions
from providers.rehearsal import require_simulator

_MODELS: dict[str, Callable[[str, str, str], LanguageModel]] = {
    "openai": openai.OpenAIModel,
    "gemini": gemini.GeminiModel,
    "anthropic": anthropic.AnthropicModel,
}
_ALSO_CALLED = {"google": "gemini", "claude": "anthropic", "gpt": "openai", "local": "openai"}

PROVIDERS = tuple(_MODELS)
BASE_URLS = {
    "openai": openai.BASE_URL,
    "gemini": gemini.BASE_URL,
    "anthropic": anthropic.BASE_URL,
}
DEFAULT_MODELS = {
    "openai": "gpt-4o-mini",
    "gemini": "gemini-2.5-flash",
    "anthropic": "claude-haiku-4-5",
}
"""Quick ones: on the phone, the first word's time is worth more than the last ounce of wit."""


def provider_named(name: str) -> str:
    """The provider that goes by this name, "" for none ("google" is Gemini's)."""
    lowered = name.strip().lower()
    known = _ALSO_CALLED.get(lowered, lowered)
    return known if known in _MODELS else ""


def model_for(
    *, provider: str, model: str, api_key: str, base_url: str = "", is_rehearsal: bool = False
) -> LanguageModel:
    """The model of that name. Cheap: connections belong to the loop on which it streams.

    `provider` is one of PROVIDERS (KeyError otherwise); an empty `base_url` is the vendor's own.
    Raises NotASimulator for a rehearsal that would leave this machine.
    """
    address = base_url or BASE_URLS[provider]
    if is_rehearsal:
        require_simulator(address)
    return _MODELS[provider](model, api_key, address)


async def close_models() -> None:
    """Close every connection to a model that the running loop holds open: when a process stops,
    or at the end of a loop that lived for one request."""
    await close_sessions()
