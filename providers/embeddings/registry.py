"""Who makes embeddings, by the name a setting gives them."""

from collections.abc import Callable

from providers.embeddings.base import Embedder
from providers.embeddings.gemini import GeminiEmbedder
from providers.embeddings.openai import OpenAIEmbedder
from providers.llm.registry import BASE_URLS
from providers.rehearsal import require_simulator

_EMBEDDERS: dict[str, Callable[[str, str, str], Embedder]] = {
    "gemini": GeminiEmbedder,
    "openai": OpenAIEmbedder,
}
DEFAULT_MODELS = {"gemini": "gemini-embedding-001", "openai": "text-embedding-3-small"}
PROVIDERS = tuple(_EMBEDDERS)


def embedder_for(
    *, provider: str, api_key: str, model: str = "", base_url: str = "", is_rehearsal: bool = False
) -> Embedder:
    """The maker of that name; empty `model` and `base_url` are the vendor's usual ones.

    KeyError for a provider that is none of PROVIDERS; NotASimulator for a rehearsal that would
    leave this machine.
    """
    address = base_url or BASE_URLS[provider]
    if is_rehearsal:
        require_simulator(address)
    return _EMBEDDERS[provider](model or DEFAULT_MODELS[provider], api_key, address)
