"""Finding the pieces that answer a question: by meaning and by words, joined by their ranks.

By meaning: vectors as bits, by an index (a hundred nearest by Hamming distance), the nearest of
them measured exactly. By words: Spanish and English full text, first the pieces that have all the
words, then those that have some; each capped, so that no question is slow. What both find rises:
reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from contacts.folding import fold
from providers.embeddings.base import DIMENSIONS

NEAR = 100
"""How many pieces the index brings, and how many are ranked by their words."""
_SMOOTH = 60
_MOST_WORDS = 12
_WORD = re.compile(r"\w{2,}")

_BY_MEANING = f"""
    SELECT id FROM (
        SELECT id, embedding FROM knowledge_chunk
        WHERE organization_id = %(organization)s AND embedding IS NOT NULL
        ORDER BY binary_quantize(embedding)::bit({DIMENSIONS})
              <~> binary_quantize(%(vector)s::halfvec({DIMENSIONS}))::bit({DIMENSIONS})
        LIMIT {NEAR}
    ) AS near
    ORDER BY embedding <=> %(vector)s::halfvec({DIMENSIONS})
    LIMIT %(limit)s
"""  # noqa: S608 (numbers of ours)
_BY_WORDS = f"""
    SELECT id FROM (
        SELECT id, words FROM knowledge_chunk
        WHERE organization_id = %(organization)s AND words @@ to_tsquery(%(config)s, %(query)s)
        LIMIT {NEAR}
    ) AS found
    ORDER BY ts_rank_cd(words, to_tsquery(%(config)s, %(query)s)) DESC, id
    LIMIT %(limit)s
"""  # noqa: S608
_READ = """
    SELECT chunk.id, document.title, chunk.place, chunk.text
    FROM knowledge_chunk AS chunk JOIN knowledge_document AS document
      ON document.id = chunk.document_id
    WHERE chunk.id = ANY(%s)
"""
_CONFIGS = {"es": "spanish", "en": "english"}


@dataclass(frozen=True, slots=True)
class Found:
    """A piece that may answer, with where it stands."""

    title: str
    place: str
    text: str

    @property
    def source(self) -> str:
        """The document, and the place in it."""
        return f"{self.title}, {self.place}" if self.place else self.title


def search(
    *,
    organization_id: int,
    question: str,
    vector: Sequence[float] | None = None,
    limit: int = 4,
) -> list[Found]:
    """The best pieces, best first. Without a vector, by words alone."""
    ranked: dict[int, float] = {}
    with transaction.atomic(), connection.cursor() as cursor:

        def ask(statement: str, **told: str | int) -> None:
            told |= {"organization": organization_id, "limit": limit * 3}
            cursor.execute(statement, told)
            for rank, (chunk_id,) in enumerate(cursor.fetchall()):
                ranked[chunk_id] = ranked.get(chunk_id, 0) + 1 / (_SMOOTH + rank)

        if vector is not None:
            # The index knows no organisation: it goes on until it has enough of this one's.
            cursor.execute("SET LOCAL hnsw.iterative_scan = strict_order")
            cursor.execute(f"SET LOCAL hnsw.ef_search = {NEAR}")
            ask(_BY_MEANING, vector=f"[{','.join(map(str, vector))}]")
        words = _WORD.findall(fold(question))[:_MOST_WORDS]
        for config in _CONFIGS.values() if words else ():
            before = len(ranked)
            ask(_BY_WORDS, config=config, query=" & ".join(words))
            if len(ranked) - before < limit:
                ask(_BY_WORDS, config=config, query=" | ".join(_telling(words)))
        best = sorted(ranked, key=lambda chunk_id: -ranked[chunk_id])[:limit]
        cursor.execute(_READ, [best])
        read = {chunk_id: Found(*rest) for chunk_id, *rest in cursor.fetchall()}
    return [read[chunk_id] for chunk_id in best if chunk_id in read]


def _telling(words: Sequence[str]) -> list[str]:
    """The words that tell most: the longest."""
    return sorted(words, key=len, reverse=True)[:4]
