"""The words in which people agree on another time become that time."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from conversations.moments import BadMoment, resolve_moment

MADRID = ZoneInfo("Europe/Madrid")
NOW = dt.datetime(2026, 11, 18, 12, 0, tzinfo=MADRID)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T17:30", "2026-11-23T17:30"),
        ("2026-11-23 17:30", "2026-11-23T17:30"),
        ("2026-11-23", "2026-11-23T10:00"),
        ("mañana a las cinco", "2026-11-19T17:00"),
        ("mañana a las cinco de la tarde", "2026-11-19T17:00"),
        ("mañana a las 9 de la mañana", "2026-11-19T09:00"),
        ("mañana por la mañana", "2026-11-19T10:00"),
        ("mañana por la mañana a las 11", "2026-11-19T11:00"),
        ("mañana", "2026-11-19T10:00"),
        ("pasado mañana a las diez y media", "2026-11-20T10:30"),
        ("el lunes por la tarde", "2026-11-23T16:00"),
        ("El jueves por la tarde, a las cinco.", "2026-11-19T17:00"),
        ("el miércoles a las 10", "2026-11-25T10:00"),
        ("el próximo viernes a las 17:45", "2026-11-20T17:45"),
        ("hoy a las ocho de la noche", "2026-11-18T20:00"),
        ("esta tarde", "2026-11-18T16:00"),
        ("esta tarde a las seis", "2026-11-18T18:00"),
        ("a las cuatro", "2026-11-18T16:00"),
        ("a las diez", "2026-11-19T10:00"),
        ("a la una y cuarto", "2026-11-18T13:15"),
        ("dentro de dos horas", "2026-11-18T14:00"),
        ("en media hora", "2026-11-18T12:30"),
        ("en una semana", "2026-11-25T12:00"),
        ("dentro de 10 minutos", "2026-11-18T12:10"),
        ("más tarde", "2026-11-18T14:00"),
        ("tomorrow at five", "2026-11-19T17:00"),
        ("tomorrow at five in the afternoon", "2026-11-19T17:00"),
        ("tomorrow morning", "2026-11-19T10:00"),
        ("Tomorrow at 9:15 am", "2026-11-19T09:15"),
        ("Monday at 10", "2026-11-23T10:00"),
        ("next Thursday at 5 pm", "2026-11-19T17:00"),
        ("Thursday afternoon, at five.", "2026-11-19T17:00"),
        ("this evening", "2026-11-18T19:00"),
        ("tonight at 8", "2026-11-18T20:00"),
        ("half past five tomorrow", "2026-11-19T17:30"),
        ("at noon tomorrow", "2026-11-19T12:00"),
        ("5pm", "2026-11-18T17:00"),
        ("in two hours", "2026-11-18T14:00"),
        ("in half an hour", "2026-11-18T12:30"),
        ("in three days", "2026-11-21T12:00"),
        ("later", "2026-11-18T14:00"),
    ],
)
def test_it_reads_what_people_say(text, expected):
    moment = resolve_moment(text, now=NOW, zone="Europe/Madrid")
    assert moment == dt.datetime.fromisoformat(expected).replace(tzinfo=MADRID)


def test_an_offset_of_its_own_is_kept():
    moment = resolve_moment("2026-11-23T17:00-06:00", now=NOW, zone="Europe/Madrid")
    assert moment.utcoffset() == dt.timedelta(hours=-6)


def test_the_clock_is_the_persons():
    now = dt.datetime(2026, 11, 18, 23, 30, tzinfo=dt.UTC)
    moment = resolve_moment("tomorrow at 10 am", now=now, zone="America/Los_Angeles")
    assert moment == dt.datetime(2026, 11, 19, 18, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["", "no sé", "when I can", "2026-13-45T99:00", "a las 99"])
def test_what_names_no_time_is_told_back(text):
    with pytest.raises(BadMoment, match="2026-01-31T17:30"):
        resolve_moment(text, now=NOW, zone="Europe/Madrid")


@pytest.mark.parametrize("text", ["2026-11-17T10:00", "hoy a las 9 de la mañana"])
def test_the_past_is_no_promise(text):
    with pytest.raises(BadMoment, match="past"):
        resolve_moment(text, now=NOW, zone="Europe/Madrid")


@pytest.mark.parametrize("text", ["2027-11-23T17:30", "in 200 days"])
def test_next_year_is_no_promise(text):
    with pytest.raises(BadMoment, match="90 days"):
        resolve_moment(text, now=NOW, zone="Europe/Madrid")
