"""Which language models there are, by the name a setting gives them."""

from collections.abc import Callable

from providers.llm import openai
from providers.llm.base import LanguageModel
from providers.rehearsal import require_simulator

_MODELS: dict[str, Callable[[str, str, str], LanguageModel]] = {
    "openai": openai.OpenAIModel,
}
_POOLS = (openai.pool,)

PROVIDERS = tuple(_MODELS)
DEFAULT_BASE_URLS = {"openai": openai.BASE_URL}


def model_for(
    *, provider: str, model: str, api_key: str, base_url: str = "", is_rehearsal: bool = False
) -> LanguageModel:
    """The model of that name. Cheap: connections belong to the loop on which it streams.

    `provider` is one of PROVIDERS (KeyError otherwise); an empty `base_url` is the vendor's own.
    Raises NotASimulator for a rehearsal that would leave this machine.
    """
    address = base_url or DEFAULT_BASE_URLS[provider]
    if is_rehearsal:
        require_simulator(address)
    return _MODELS[provider](model, api_key, address)


async def close_models() -> None:
    """Close every connection to a model that the running loop holds open: when a process stops,
    or at the end of a loop that lived for one request."""
    for pool in _POOLS:
        await pool.close()
