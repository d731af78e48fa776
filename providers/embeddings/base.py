"""What the project asks of a maker of embeddings, in its own words."""

from collections.abc import Sequence
from typing import Literal, Protocol

DIMENSIONS = 768
"""Of every vector, whoever makes it: one column holds them all."""

Role = Literal["document", "question"]


class Embedder(Protocol):
    """Turns texts into unit vectors that point the same way when they mean the same.

    `name` says which model made them: vectors of two models can't be compared.
    """

    @property
    def name(self) -> str:
        """Provider and model."""

    def embed(self, texts: Sequence[str], *, role: Role) -> list[list[float]]:
        """One vector of DIMENSIONS for each text, in order. Blocks; raises ProviderError."""
