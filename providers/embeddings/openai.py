"""OpenAI's embeddings, and whatever speaks its protocol."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from providers.embeddings.base import DIMENSIONS, Role
from providers.embeddings.http import post
from providers.errors import ProviderError


@dataclass(frozen=True, slots=True)
class OpenAIEmbedder:
    """An `Embedder`. The key stays out of its printed form."""

    model: str
    api_key: str = field(repr=False)
    base_url: str

    @property
    def name(self) -> str:
        """See `Embedder.name`."""
        return f"openai:{self.model}"

    def embed(self, texts: Sequence[str], *, role: Role) -> list[list[float]]:
        """See `Embedder.embed`. Questions and documents are alike to this vendor."""
        body = {"model": self.model, "input": list(texts), "dimensions": DIMENSIONS}
        headers = {"authorization": f"Bearer {self.api_key or 'none'}"}
        answer = post(f"{self.base_url.rstrip('/')}/embeddings", headers, body)
        try:
            found = sorted(answer["data"], key=lambda each: each["index"])
            return [each["embedding"] for each in found]
        except (LookupError, TypeError) as error:
            raise ProviderError("The embeddings are unreadable.", retryable=True) from error
