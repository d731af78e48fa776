"""A time that was agreed on the phone, made exact: ISO 8601, or the words people use. Pure.

2026-11-23T17:00        by the clock where the person is
2026-11-23T17:00+01:00  as it says
mañana a las cinco de la tarde · el lunes por la mañana · dentro de dos horas · más tarde
tomorrow at 5 pm · next Monday at 10 · in half an hour · later
"""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from conversations.plain import plain

FARTHEST = dt.timedelta(days=90)
"""No promise reaches farther."""
LATER = dt.timedelta(hours=2)
MORNING = dt.time(10)

_NUMBERS = (
    ("un", "una", "uno", "one", "an", "a"),
    ("dos", "two"),
    ("tres", "three"),
    ("cuatro", "four"),
    ("cinco", "five"),
    ("seis", "six"),
    ("siete", "seven"),
    ("ocho", "eight"),
    ("nueve", "nine"),
    ("diez", "ten"),
    ("once", "eleven"),
    ("doce", "twelve"),
)
_VALUES = {word: value for value, words in enumerate(_NUMBERS, start=1) for word in words}
_WEEKDAYS = (
    ("lunes", "monday"),
    ("martes", "tuesday"),
    ("miercoles", "wednesday"),
    ("jueves", "thursday"),
    ("viernes", "friday"),
    ("sabado", "saturday"),
    ("domingo", "sunday"),
)
_UNITS = {"minut": 1, "hora": 60, "hour": 60, "dia": 1440, "day": 1440, "sem": 10080, "week": 10080}
_NUMBER = rf"(\d{{1,3}}|{'|'.join(sorted(_VALUES, key=len, reverse=True))})"
_SPAN = re.compile(rf"\b(?:en|dentro de|in) {_NUMBER} ({'|'.join(_UNITS)})")
_HALF_HOUR = re.compile(r"\b(?:en|dentro de) media hora|\bin half an hour")
_LATER = re.compile(r"\b(?:mas tarde|luego|later|otro momento|another time)\b")
_CLOCK = re.compile(
    rf"\b(a las?|sobre las?|at|around|half past)? ?\b(?!(?:a|an|un)\b){_NUMBER}"
    r"(?: (\d\d)\b| (y media|y cuarto|thirty|fifteen)\b)? ?"
    r"(am|pm|a m|p m|o'?clock|h)?\b"
)
_FRACTIONS = {"y media": 30, "thirty": 30, "y cuarto": 15, "fifteen": 15}
_MORNING = re.compile(r"\b(?:por|en|de) la manana\b|\bmorning\b")
_LATE = re.compile(r"\b(?:tarde|noche|afternoon|evening|tonight)\b")
_PARTS = (
    (_MORNING, MORNING),
    (re.compile(r"\b(?:mediodia|noon|midday)\b"), dt.time(12)),
    (re.compile(r"\b(?:tarde|afternoon)\b"), dt.time(16)),
    (re.compile(r"\b(?:noche|evening|tonight)\b"), dt.time(19)),
)


class BadMoment(ValueError):
    """No time that we could keep: unreadable, past, or too far away."""


def resolve_moment(text: str, *, now: dt.datetime, zone: str) -> dt.datetime:
    """The instant, with the offset of `zone` (IANA) unless the text brings its own.

    `now` is aware. Raises BadMoment, whose text tells a model what to do better.
    """
    here = now.astimezone(ZoneInfo(zone))
    moment = _from_iso(text.strip(), here) or _from_words(plain(text), here)
    if moment is None:
        raise BadMoment("Say it as a local date and time, such as 2026-01-31T17:30.")
    if moment <= now:
        raise BadMoment(f"That is in the past: it is {here:%Y-%m-%dT%H:%M} there.")
    if moment > now + FARTHEST:
        raise BadMoment("That is too far away: at most 90 days.")
    return moment


def _from_iso(text: str, here: dt.datetime) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= len("2026-01-31"):
        moment = dt.datetime.combine(moment.date(), MORNING)
    return moment if moment.tzinfo else moment.replace(tzinfo=here.tzinfo)


def _from_words(words: str, here: dt.datetime) -> dt.datetime | None:
    if span := _span(words):
        return here + span
    later = bool(_LATER.search(words))
    today = here.date()
    day, rest = _day(_LATER.sub("", words), today)
    clock = _clock(rest)
    if later and clock is None and day in (None, today):
        return here + LATER
    if clock is None and day is None:
        return None
    moment = dt.datetime.combine(day or today, clock or MORNING, tzinfo=here.tzinfo)
    return moment + dt.timedelta(days=1) if day is None and moment <= here else moment


def _span(words: str) -> dt.timedelta | None:
    """How long from now: "dentro de dos horas", "in half an hour"."""
    if _HALF_HOUR.search(words):
        return dt.timedelta(minutes=30)
    found = _SPAN.search(words)
    return dt.timedelta(minutes=_value(found[1]) * _UNITS[found[2]]) if found else None


def _day(words: str, today: dt.date) -> tuple[dt.date | None, str]:
    """The day that is named, and the words without it: "mañana" is a day and a part of one."""
    named = (
        (r"\bpasado manana\b|\bday after tomorrow\b", 2),
        (r"(?<!\bla )\bmanana\b|\btomorrow\b", 1),
        (r"\bhoy\b|\btoday\b", 0),
    )
    for pattern, days in named:
        if re.search(pattern, words):
            return today + dt.timedelta(days=days), re.sub(pattern, "", words, count=1)
    if re.search(r"\besta (?:tarde|noche)\b|\bthis (?:afternoon|evening)\b|\btonight\b", words):
        return today, words
    for weekday, names in enumerate(_WEEKDAYS):
        if any(name in words.split() for name in names):
            return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1), words
    return None, words


def _clock(words: str) -> dt.time | None:
    """The time of day that is named: "a las cinco y media", "17 00", "5 pm", "por la tarde"."""
    for found in _CLOCK.finditer(words):
        lead, hour, minutes, fraction, half = found.groups()
        if lead or minutes or half:  # else a number that is no time: "the two of us"
            minute = 30 if lead == "half past" else int(minutes or _FRACTIONS.get(fraction, 0))
            return _time(_value(hour), minute, half or "", words)
    return next((time for pattern, time in _PARTS if pattern.search(words)), None)


def _time(hour: int, minute: int, half: str, words: str) -> dt.time | None:
    morning = half.startswith("a") or bool(_MORNING.search(words))
    late = half.startswith("p") or bool(_LATE.search(words))
    if late and hour < 12:
        hour += 12
    elif not morning and 1 <= hour <= 7:
        hour += 12  # nobody asks to be called at five in the morning
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _VALUES[word]
