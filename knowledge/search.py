"""Finding the pieces that answer a question: by meaning and by words, joined by their ranks.

By meaning: vectors as bits, by an index (a hundred nearest by Hamming distance), the nearest of
them measured exactly. By words: Spanish and English full text, by the words that are not in every
other piece, and capped, so that no question is slow. What both find rises: reciprocal rank fusion
(Cormack, Clarke and Büttcher, 2009).
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from contacts.folding import fold
from providers.embeddings.base import DIMENSIONS

NEAR = 100
"""How many pieces the index brings."""
MOST_WITH_WORDS = 400
"""How many pieces are ranked by their words."""
COMMON = 0.02
"""The share of pieces in which a word stands that tells little."""
_SMOOTH = 60
_MOST_WORDS = 12
_LONGEST = 500
_KNOWN_FOR = 600.0


@dataclass(slots=True)
class _Common:
    """The words that stand in many pieces, and until when we believe it."""

    words: frozenset[str] = frozenset()
    until: float = 0.0


_common = _Common()

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
_LEXEMES = """
    SELECT array_agg(DISTINCT lexeme)
    FROM unnest(to_tsvector('spanish', %s) || to_tsvector('english', %s))
"""
_BY_WORDS = """
    SELECT id FROM (
        SELECT id, words FROM knowledge_chunk
        WHERE organization_id = %(organization)s AND words @@ %(query)s::tsquery
        LIMIT %(most)s
    ) AS found
    ORDER BY ts_rank_cd(words, %(query)s::tsquery) DESC, id
    LIMIT %(limit)s
"""
_COMMON = """
    SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
    WHERE tablename = 'knowledge_chunk' AND attname = 'words'
"""
_READ = """
    SELECT chunk.id, document.title, chunk.place, chunk.text
    FROM knowledge_chunk AS chunk JOIN knowledge_document AS document
      ON document.id = chunk.document_id
    WHERE chunk.id = ANY(%s)
"""


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
        if query := _query(cursor, question):
            ask(_BY_WORDS, query=query, most=MOST_WITH_WORDS)
        best = sorted(ranked, key=lambda chunk_id: -ranked[chunk_id])[:limit]
        cursor.execute(_READ, [best])
        read = {chunk_id: Found(*rest) for chunk_id, *rest in cursor.fetchall()}
    return [read[chunk_id] for chunk_id in best if chunk_id in read]


def _query(cursor: Any, question: str) -> str:
    """A tsquery of the question's words, in either language's stems: those that tell something;
    where all are common, all of them together."""
    folded = fold(question)[:_LONGEST]
    cursor.execute(_LEXEMES, [folded, folded])
    lexemes = cursor.fetchone()[0] or []
    common = _common_words(cursor)
    telling = [lexeme for lexeme in lexemes if lexeme not in common]
    quoted = (f"""'{each.replace("'", "''")}'""" for each in (telling or lexemes)[:_MOST_WORDS])
    return (" | " if telling else " & ").join(quoted).replace("\\", "\\\\")


def _common_words(cursor: Any) -> frozenset[str]:
    """Words in so many pieces that they tell little, as PostgreSQL's statistics know them; asked
    again now and then."""
    if time.monotonic() > _common.until:
        cursor.execute(_COMMON)
        words, shares = cursor.fetchone() or (None, None)
        pairs = zip(words or (), shares or (), strict=False)
        _common.words = frozenset(word for word, share in pairs if share > COMMON)
        _common.until = time.monotonic() + _KNOWN_FOR
    return _common.words
