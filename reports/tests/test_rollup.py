"""The rollup against the calls themselves, row by row, whatever happened to the calls."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import phonenumbers
import pytest
from django.db import connection
from django.db.models import F

from calls.models import Call, Outcome
from campaigns.models import Target
from contacts.models import Contact
from reports import figures, rollup
from reports.models import Change, Figure
from tests import rows

pytestmark = pytest.mark.django_db

KINDS = [
    "total", "outcome", "hour", "agent", "version", "talked", "list", "number", "place", "try",
    "length",
]  # fmt: skip

PLAIN = """
    SELECT attempt.campaign_id, (sent_at AT TIME ZONE 'America/Bogota')::date AS day, {key},
        count(*), count(*) FILTER (WHERE {reached}), count(*) FILTER (WHERE outcome = 'goal_met'),
        sum(coalesce(duration, 0))
    FROM calls_call AS call LEFT JOIN campaigns_attempt AS attempt ON attempt.call_id = call.id
    LEFT JOIN campaigns_target AS target ON target.id = attempt.target_id
    WHERE status IN ('completed', 'busy', 'no_answer', 'failed', 'canceled') AND {key} IS NOT NULL
    GROUP BY 1, 2, 3
"""
REACHED = "answered_at IS NOT NULL AND outcome <> 'voicemail'"
VERSION = "agent_id || '.' || coalesce(context ->> 'agent_version', '')"
SILENT = "('', 'voicemail', 'hung_up', 'no_answer', 'busy', 'failed', 'canceled', 'not_placed')"
PLAIN_KEYS = {
    "total": "''",
    "outcome": "outcome",
    "hour": "lpad(extract(hour from sent_at AT TIME ZONE 'America/Bogota')::text, 2, '0')",
    "agent": "agent_id::text",
    "version": VERSION,
    "talked": f"CASE WHEN outcome NOT IN {SILENT} THEN {VERSION} END",
    "list": "from_list_id::text",
    "number": "from_number",
    "place": "CASE WHEN to_number LIKE '+1%%' THEN '1' ELSE substr(to_number, 2, 2) END"
    " || '.' || outcome",
    "length": f"CASE WHEN {REACHED} THEN CASE WHEN duration IS NULL OR duration < 10 THEN '0'"
    " WHEN duration < 30 THEN '1' WHEN duration < 60 THEN '2' WHEN duration < 120 THEN '3'"
    " WHEN duration < 300 THEN '4' WHEN duration < 600 THEN '5' ELSE '6' END END",
}


def fold():
    """All that there is to take in."""
    while rollup.fold() == rollup.BATCH:
        pass


@pytest.fixture
def shop():
    return rows.organization(time_zone="America/Bogota")


@pytest.fixture
def campaign(shop):
    return rows.campaign(shop)


def plain(kind):
    """What a group-by of the calls says, for one kind."""
    with connection.cursor() as cursor:
        cursor.execute(PLAIN.format(key=PLAIN_KEYS[kind], reached=REACHED), {})
        return {tuple(row[:3]): tuple(map(int, row[3:])) for row in cursor.fetchall()}


def rolled(kind):
    """What the rollup says of campaigns, for one kind."""
    found = Figure.objects.filter(kind=kind, campaign__isnull=False).exclude(calls=0)
    keys = found.values_list("campaign", "day", "key", "calls", "reached", "goals", "seconds")
    return {row[:3]: row[3:] for row in keys}


def in_campaigns(found):
    return {key: counts for key, counts in found.items() if key[0] is not None}


def make_history(shop, seed):
    """Calls of three campaigns, and of none, that end, and whose ends are corrected later."""
    chance = random.Random(seed)
    trunk, start = rows.trunk(), datetime(2026, 3, 1, tzinfo=UTC)
    lists = [None, rows.contact_list(shop), rows.contact_list(shop)]
    for campaign in [rows.campaign(shop), rows.campaign(shop), rows.campaign(shop), None]:
        for number in range(30):
            sent = start + timedelta(minutes=chance.randrange(8000))
            fields: dict[str, Any] = {
                "status": chance.choice(["completed", "busy", "ringing", "intent", "refused"]),
                "trunk": trunk,
                "sent_at": sent,
                "answered_at": chance.choice([None, sent]),
                "duration": chance.choice([None, 5, 45, 700]),
                "outcome": chance.choice(["", *Outcome.values]),
                "context": chance.choice([{}, {"agent_version": None}, {"agent_version": 12}]),
            }
            person = rows.contact(
                shop, e164=f"+{chance.choice([1, 34, 57])}2{chance.random()}"[:16]
            )
            if campaign:
                target = rows.called_target(campaign, contact=person, **fields)
                Target.objects.filter(pk=target.pk).update(from_list=chance.choice(lists))
                if number % 3 == 0:
                    Call.objects.filter(attempt__target=target).update(status="busy")
                    again = rows.call(shop, contact=person, agent=campaign.agent, **fields)
                    target.calls.create(campaign=campaign, call=again)
            else:
                rows.call(shop, contact=person, agent=rows.agent(shop), **fields)
            if number == 15:
                fold()
    end_and_correct(chance)


def end_and_correct(chance):
    Call.objects.filter(status="ringing").update(status="completed", duration=33)
    for call in Call.objects.order_by("?")[:40]:
        call.outcome = chance.choice(Outcome.values)
        call.duration = chance.choice([None, 12, 130])
        call.save()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_equals_a_group_by_of_the_calls(shop, seed):
    make_history(shop, seed)
    fold()
    for kind in PLAIN_KEYS:
        assert rolled(kind) == in_campaigns(plain(kind)), kind
    assert not Change.objects.exists()


def test_tries_are_counted_in_the_order_of_a_persons_calls(shop, campaign):
    target = rows.called_target(campaign, status="busy", outcome="busy")
    for outcome in ("no_answer", "goal_met"):
        again = rows.call(shop, contact=target.contact, agent=campaign.agent, outcome=outcome)
        target.calls.create(campaign=campaign, call=again)
    rows.called_target(campaign, outcome="goal_met")
    fold()
    assert tries(campaign) == {"1": (2, 1), "2": (1, 0), "3": (1, 1)}


def tries(campaign):
    found = figures.read(figures.scope_of(campaign), ["try"])["try"]
    return {key: (counts.calls, counts.goals) for key, counts in found.items()}


def everything():
    found = Figure.objects.exclude(calls=0).order_by("kind", "day", "key", "campaign")
    return list(found.values_list("campaign", "kind", "day", "key", "calls", "reached", "seconds"))


def test_a_rebuild_makes_the_same(shop):
    make_history(shop, 4)
    fold()
    kept = everything()
    rollup.rebuild(shop)
    assert everything() == kept
    fold()
    assert everything() == kept


def test_a_rebuild_takes_in_what_was_waiting(shop):
    make_history(shop, 5)
    rollup.rebuild(shop)
    rebuilt = everything()
    fold()
    assert everything() == rebuilt


def test_what_is_not_folded_yet_is_read_too(shop):
    fold()
    make_history(shop, 6)
    some = tuple(shop.campaigns.values_list("pk", flat=True))[:2]

    def read():
        scopes = [figures.Scope(shop.pk), figures.Scope(shop.pk, some)]
        return [
            reading
            for scope in scopes
            for reading in (
                figures.read(scope, KINDS),
                figures.by_day(scope),
                figures.by_weekday(scope, "hour"),
                figures.by_campaign(scope),
            )
        ]

    before = read()
    assert Change.objects.exists()
    fold()
    assert read() == before


def test_the_organisation_counts_calls_of_no_campaign_too(shop, campaign):
    rows.called_target(campaign, outcome="busy", status="busy")
    rows.call(shop, outcome="goal_met")
    fold()
    assert figures.total(figures.Scope(shop.pk)).calls == 2
    assert figures.total(figures.scope_of(campaign)).calls == 1


def test_a_new_clock_counts_anew(shop, campaign):
    night = datetime(2026, 3, 2, 1, tzinfo=UTC)  # the evening before, in Bogotá
    rows.called_target(campaign, sent_at=night)
    fold()
    assert {str(row.day) for row in Figure.objects.all()} == {"2026-03-01"}
    type(shop).objects.update(time_zone="Europe/Madrid")
    fold()
    assert {str(row.day) for row in Figure.objects.all()} == {"2026-03-02"}
    assert {row.key for row in Figure.objects.filter(kind="hour")} == {"02"}


def test_what_does_not_change_a_figure_leaves_no_change(shop):
    call = rows.call(shop, outcome="busy")
    fold()
    call.summary = "Nobody there."
    call.save()
    Call.objects.update(checked_at=F("created_at"))
    assert not Change.objects.exists()


def test_an_organisation_that_left_stops_nobody(shop, campaign):
    gone = rows.organization()
    rows.call(gone)
    Call.objects.filter(organization=gone).delete()
    Contact.objects.filter(organization=gone).delete()
    gone.agents.all().delete()
    gone.delete()
    rows.called_target(campaign)
    fold()
    assert figures.total(figures.Scope(shop.pk)).calls == 1
    assert not Change.objects.exists()


def test_figures_of_others_are_not_read(shop):
    rows.call(rows.organization())
    nothing: figures.Figures = {kind: {} for kind in KINDS}
    assert figures.read(figures.Scope(shop.pk), KINDS) == nothing
    fold()
    assert figures.read(figures.Scope(shop.pk), KINDS) == nothing


def test_days_are_chosen_with_their_first_and_last(shop):
    for day in range(1, 6):
        rows.call(shop, sent_at=datetime(2026, 3, day, 20, tzinfo=UTC))
    chosen = figures.Scope(shop.pk, days=(date(2026, 3, 2), date(2026, 3, 4)))
    assert figures.total(chosen).calls == 3


def test_of_one_country_there_are_totals_and_outcomes(shop):
    spain, usa, malaga = (
        rows.contact(shop, e164=number)
        for number in ("+34600000001", "+13055550001", "+34952000001")
    )
    campaign = rows.campaign(shop)
    for person, outcome in ((spain, "busy"), (usa, "goal_met"), (malaga, "talked")):
        rows.called_target(campaign, contact=person, outcome=outcome)

    def read():
        scope = figures.Scope(shop.pk, country="34")
        found = figures.read(scope, ["total", "outcome", "agent"])
        days = {
            key: one.calls for keys in figures.by_day(scope).values() for key, one in keys.items()
        }
        return (
            found["total"][""].calls,
            {key: one.calls for key, one in found["outcome"].items()},
            found["agent"],
            days,
            {pk: one.calls for pk, one in figures.by_campaign(scope).items()},
        )

    now = read()
    assert now == (2, {"busy": 1, "talked": 1}, {}, {"": 2}, {campaign.pk: 2})
    fold()
    assert read() == now
    # No code begins another, and 1 is not 34's.
    assert figures.total(figures.Scope(shop.pk, country="3")).calls == 0


def test_a_version_that_is_no_number_stops_no_call(shop):
    rows.call(shop, context={"agent_version": {"far too long": "to be one"}})
    rows.call(shop, context=["no object"])
    fold()
    assert figures.total(figures.Scope(shop.pk)).calls == 2


def test_every_calling_code_is_recognised(shop):
    for number, code in enumerate(phonenumbers.COUNTRY_CODE_TO_REGION_CODE):
        person = rows.contact(shop, e164=f"+{code}23456{number:04}")
        rows.call(shop, contact=person)
    found = set(figures.by_country(figures.Scope(shop.pk)))
    assert found == {str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE}
