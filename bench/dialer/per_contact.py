"""The usual way: a Celery task per contact, which places the call with the provider's blocking
SDK and writes down its id."""

import os
import time

import psycopg
from celery import Celery
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

QUEUE = "bench_per_contact"
app = Celery("per_contact", broker=os.environ["REDIS_URL"])
app.conf.update(task_ignore_result=True, task_default_queue=QUEUE, worker_prefetch_multiplier=4)
_open: dict[str, Client | psycopg.Connection] = {}


@app.task  # type: ignore[untyped-decorator]  # Celery has no types
def call(contact: int, to_number: str) -> None:
    """Place one call."""
    if not _open:
        client = Client(
            os.environ["SIMULATOR_ACCOUNT_SID"],
            os.environ["SIMULATOR_AUTH_TOKEN"],
            http_client=TwilioHttpClient(max_retries=0),
        )
        client.api.base_url = os.environ["SIMULATOR_URL"]
        _open["client"] = client
        _open["database"] = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    client, database = _open["client"], _open["database"]
    assert isinstance(client, Client)
    assert isinstance(database, psycopg.Connection)
    placed = client.calls.create(
        to=to_number,
        from_=os.environ["SIMULATOR_NUMBERS"].split(",")[0],
        url="http://127.0.0.1:9/answer",
    )
    database.execute(
        "INSERT INTO per_contact (contact, provider_id) VALUES (%s, %s)", [contact, placed.sid]
    )


def throughput(*, contacts: int, seconds: float) -> float:
    """Tasks per second that the running workers carry out."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        database.execute("DROP TABLE IF EXISTS per_contact")
        database.execute("CREATE TABLE per_contact (contact bigint, provider_id text)")
        for number in range(contacts):
            call.delay(number, f"+34{600_000_000 + number}")
        while not _count(database):
            time.sleep(0.05)
        before, begun = _count(database), time.monotonic()
        time.sleep(seconds)
        done, took = _count(database) - before, time.monotonic() - begun
    app.control.purge()
    return done / took


def _count(database: psycopg.Connection) -> int:
    row = database.execute("SELECT count(*) FROM per_contact").fetchone()
    assert row
    return int(row[0])
