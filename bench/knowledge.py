"""Looking things up: the time of a search among a hundred thousand pieces of documents.

    ./dev bench knowledge [--pieces 100000] [--searches 300]

Pieces are made of words by Zipf's law and of vectors around a thousand topics, in a database of its
own that is kept. Questions are pieces with half their words, and their vectors a little off. Beside
us, in the same run: every vector measured, without an index. The share of the truly nearest that
the index finds is told too.
"""

import argparse
import os
import random
import statistics
import time
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import django
import numpy as np
import psycopg
from django.core.management import call_command
from django.db import connection

from bench.report import Row, finish, percentile
from providers.embeddings.base import DIMENSIONS

TOPICS, NOISE, ASKED_OFF = 1000, 0.8, 0.4
VOCABULARY, WORDS = 30_000, 60
EXACT = f"""
    SELECT id FROM knowledge_chunk WHERE organization_id = %s
    ORDER BY embedding <=> %s::halfvec({DIMENSIONS}) LIMIT 10
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=300)
    options = parser.parse_args()
    _open(options.pieces)
    os.environ["DJANGO_SETTINGS_MODULE"] = "callsys.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    world = np.random.default_rng(1)
    topics = world.standard_normal((TOPICS, DIMENSIONS), dtype=np.float32)
    _fill(options.pieces, world, topics)
    finish("knowledge", _measure(options.pieces, options.searches, topics))


def _open(pieces: int) -> None:
    """Point DATABASE_URL at the database of the bench, made where it is missing."""
    server, name = os.environ["DATABASE_URL"], f"bench_knowledge_{pieces}"
    with closing(psycopg.connect(server, autocommit=True)) as asking:
        if not asking.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            asking.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    os.environ["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()


def _fill(pieces: int, world: np.random.Generator, topics: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM knowledge_chunk")
        if cursor.fetchone()[0] >= pieces:
            return
        began = time.monotonic()
        cursor.execute("TRUNCATE knowledge_document, knowledge_chunk RESTART IDENTITY")
        _own_rows()
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'knowledge_near'")
        near = cursor.fetchone()[0]
        cursor.execute("DROP INDEX knowledge_near")
        columns = "organization_id, document_id, number, place, language, text, embedding"
        with cursor.copy(f"COPY knowledge_chunk ({columns}) FROM STDIN") as copy:
            for number in range(1, pieces + 1):
                vector = topics[number % TOPICS] + NOISE * world.standard_normal(
                    DIMENSIONS, dtype=np.float32
                )
                copy.write_row((1, 1, number, "", "es", _text(number), _written(vector)))
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(near)
        cursor.execute("ANALYZE knowledge_chunk")
        print(f"{pieces:,} pieces made and indexed in {time.monotonic() - began:.0f} s")


def _own_rows() -> None:
    from accounts.models import Organization  # noqa: PLC0415  (models need Django to be set up)
    from knowledge.models import Document  # noqa: PLC0415

    shop, _ = Organization.objects.get_or_create(id=1, defaults={"name": "Shop"})
    Document.objects.create(
        id=1, organization=shop, title="Book", kind="txt", content=b"", status="ready"
    )


def _text(number: int) -> str:
    chance = random.Random(number)
    ranks = (int(VOCABULARY ** chance.random()) for _ in range(WORDS))
    return " ".join(f"palabra{rank}" for rank in ranks)


def _written(vector: Any) -> str:
    unit = vector / np.linalg.norm(vector)
    return f"[{','.join(f'{part:.4f}' for part in unit)}]"


def _measure(pieces: int, searches: int, topics: Any) -> list[Row]:
    from knowledge.search import search  # noqa: PLC0415  (models need Django to be set up)

    chance, world = random.Random(2), np.random.default_rng(2)
    both, words, exact, shares = [], [], [], []
    with connection.cursor() as cursor:
        for turn in range(searches + 5):
            number = chance.randrange(1, pieces + 1)
            cursor.execute("SELECT embedding::text FROM knowledge_chunk WHERE id = %s", [number])
            row = cursor.fetchone()
            near = np.fromstring(row[0].strip("[]"), sep=",", dtype=np.float32)
            off = world.standard_normal(DIMENSIONS, dtype=np.float32)
            vector = near + ASKED_OFF * off / np.linalg.norm(off)
            question = " ".join(_text(number).split()[:: WORDS // 6])
            began = time.perf_counter()
            found = search(organization_id=1, question=question, vector=vector.tolist())
            middle = time.perf_counter()
            search(organization_id=1, question=question)
            end = time.perf_counter()
            if turn < 5:
                continue  # the first ones read the disk
            both.append((middle - began) * 1000)
            words.append((end - middle) * 1000)
            shares.append(any(piece.text == _text(number) for piece in found))
            if turn % 30 == 0:
                began = time.perf_counter()
                cursor.execute(EXACT, [1, _written(vector)])
                cursor.fetchall()
                exact.append((time.perf_counter() - began) * 1000)
    return [
        _row("both, p50", percentile(both, 0.5), statistics.median(exact), 50),
        _row("both, p95", percentile(both, 0.95), max(exact), 50),
        _row("words alone, p95", percentile(words, 0.95), None, 50),
        Row(
            what="questions whose piece was found",
            unit="share",
            ours=round(statistics.mean(shares), 3),
            baseline=None,
            baseline_name="",
            goal="≥ 0.95",
            holds=statistics.mean(shares) >= 0.95,
        ),
    ]


def _row(what: str, ours: float, exact: float | None, goal: float) -> Row:
    return Row(
        what=f"search, {what}",
        unit="ms",
        ours=round(ours, 2),
        baseline=None if exact is None else round(exact, 2),
        baseline_name="every vector measured" if exact is not None else "",
        goal=f"≤ {goal:g} ms",
        holds=ours <= goal,
    )


if __name__ == "__main__":
    main()
