"""Google's embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from providers.embeddings.base import DIMENSIONS, Role
from providers.embeddings.http import post
from providers.errors import ProviderError
from providers.llm.gemini import VERSION

_TASKS = {"document": "RETRIEVAL_DOCUMENT", "question": "RETRIEVAL_QUERY"}


@dataclass(frozen=True, slots=True)
class GeminiEmbedder:
    """An `Embedder`. The key stays out of its printed form."""

    model: str
    api_key: str = field(repr=False)
    base_url: str

    @property
    def name(self) -> str:
        """See `Embedder.name`."""
        return f"gemini:{self.model}"

    def embed(self, texts: Sequence[str], *, role: Role) -> list[list[float]]:
        """See `Embedder.embed`."""
        requests = [
            {
                "model": f"models/{self.model}",
                "content": {"parts": [{"text": text}]},
                "taskType": _TASKS[role],
                "outputDimensionality": DIMENSIONS,
            }
            for text in texts
        ]
        address = f"{self.base_url.rstrip('/')}/{VERSION}/models/{self.model}"
        headers = {"x-goog-api-key": self.api_key}
        answer = post(f"{address}:batchEmbedContents", headers, {"requests": requests})
        try:
            return [each["values"] for each in answer["embeddings"]]
        except (LookupError, TypeError) as error:
            raise ProviderError("The embeddings are unreadable.", retryable=True) from error
