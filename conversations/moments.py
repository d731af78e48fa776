"""A time that was agreed on the phone, made exact: ISO 8601, or the words people use. Pure.

2026-11-23T17:00        by the clock where the person is
2026-11-23T17:00+01:00  as it says
mañana a las cinco de la tarde · el lunes por la mañana · dentro de dos horas
tomorrow at 5 pm · next Monday at 10 · in half an hour
"""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from conversations.plain import plain

FARTHEST = dt.timedelta(days=90)
"""No promise reaches farther."""

_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "",
            "un una uno one an a",
            "dos two",
            "tres three",
            "cuatro four",
            "cinco five",
            "seis six",
            "siete seven",
            "ocho eight",
            "nueve nine",
            "diez ten",
            "once eleven",
            "doce twelve",
        )
    )
    for word in words.split()
}
_WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "lunes monday",
            "martes tuesday",
            "miercoles wednesday",
            "jueves thursday",
            "viernes friday",
            "sabado saturday",
            "domingo sunday",
        )
    )
    for word in words.split()
}
_NUMBER = rf"(\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_HALF_HOUR = re.compile(r"\b(?:en|dentro de|in) (?:media hora|half an hour)\b")
_SPAN = re.compile(
    rf"\b(?:en|dentro de|in) {_NUMBER} "
    r"(minutos?|horas?|dias?|semanas?|minutes?|hours?|days?|weeks?)\b"
)
_CLOCK = re.compile(
    rf"(?:\b(?:a las?|sobre las?|at|around) )?\b{_NUMBER}"
    r"(?:[:.h](\d{2})| (y media|y cuarto|thirty|fifteen))?"
    r"\s?(am\b|pm\b|a\.m\.|p\.m\.|de la (?:manana|tarde|noche)|in the (?:morning|afternoon|evening)"
    r"|o'?clock\b|h\b)?"
)
_MINUTES = {"y media": 30, "thirty": 30, "y cuarto": 15, "fifteen": 15}
_PARTS = (
    (re.compile(r"\b(?:(?:por|en|de) la manana|morning)\b"), 10),
    (re.compile(r"\b(?:mediodia|noon|midday)\b"), 12),
    (re.compile(r"\b(?:(?:por|en|de) la tarde|afternoon)\b"), 16),
    (re.compile(r"\b(?:(?:por|en|de) la noche|evening|tonight)\b"), 19),
)
_UNITS = {"min": "minutes", "hor": "hours", "hou": "hours", "d": "days", "s": "weeks", "w": "weeks"}


class BadMoment(ValueError):
    """No time that we could keep: unreadable, past, or too far away."""


def resolve_moment(text: str, *, now: dt.datetime, zone: str) -> dt.datetime:
    """The instant, with the offset of `zone` (IANA) unless the text brings its own.

    `now` is aware. Raises BadMoment, whose text tells a model what to do better.
    """
    here = now.astimezone(ZoneInfo(zone))
    moment = _from_iso(text, here) or _from_words(plain(text), here)
    if moment is None:
        raise BadMoment("Say 'when' as a local date and time: 2026-01-31T17:30.")
    if moment <= now:
        raise BadMoment(f"That is in the past: it is {here:%Y-%m-%dT%H:%M} there.")
    if moment > now + FARTHEST:
        raise BadMoment("That is too far away: at most 90 days.")
    return moment


def _from_iso(text: str, here: dt.datetime) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if len(text.strip()) <= len("2026-01-31"):
        moment = moment.replace(hour=10)
    return moment if moment.tzinfo else moment.replace(tzinfo=here.tzinfo)


def _from_words(text: str, here: dt.datetime) -> dt.datetime | None:
    if _HALF_HOUR.search(text):
        return here + dt.timedelta(minutes=30)
    if span := _SPAN.search(text):
        unit = next(unit for start, unit in _UNITS.items() if span[2].startswith(start))
        return here + dt.timedelta(**{unit: _number(span[1])})
    day, rest = _day(text, here)
    clock = _clock(rest)
    if day is None and clock is None:
        return None
    moment = dt.datetime.combine(day or here.date(), clock or dt.time(10), tzinfo=here.tzinfo)
    if day is None and moment <= here:
        moment += dt.timedelta(days=1)
    return moment


def _day(text: str, here: dt.datetime) -> tuple[dt.date | None, str]:
    """The day that is named, and the text without it ("mañana" is a day and a part of one)."""
    today = here.date()
    for words, days in (
        ("pasado manana", 2),
        ("day after tomorrow", 2),
        ("hoy", 0),
        ("esta tarde", 0),
        ("esta noche", 0),
        ("today", 0),
        ("tonight", 0),
        ("tomorrow", 1),
    ):
        if words in text:
            kept = text if words.startswith(("esta", "tonight")) else text.replace(words, " ")
            return today + dt.timedelta(days=days), kept.replace("esta ", "por la ")
    if found := re.search(r"(?<!\bla )\bmanana\b", text):
        return today + dt.timedelta(days=1), text[: found.start()] + text[found.end() :]
    for word, weekday in _WEEKDAYS.items():
        if re.search(rf"\b{word}\b", text):
            return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1), text
    return None, text


def _clock(text: str) -> dt.time | None:
    """The time of day that is named: "a las cinco y media", "17:00", "5 pm", "por la tarde"."""
    for found in _CLOCK.finditer(text):
        hour, minutes, fraction, half = found.groups()
        anchored = found[0].startswith(("a la", "sobre", "at ", "around"))
        if not (anchored or minutes or half or hour.isdigit()):
            continue
        return _time(_number(hour), int(minutes or _MINUTES.get(fraction, 0)), half or "", text)
    return next((dt.time(hour) for pattern, hour in _PARTS if pattern.search(text)), None)


def _time(hour: int, minute: int, half: str, text: str) -> dt.time | None:
    morning = half.startswith("a") or bool(_PARTS[0][0].search(text))
    later = half.startswith("p") or bool(_PARTS[2][0].search(text) or _PARTS[3][0].search(text))
    if later and hour < 12:
        hour += 12
    elif morning and hour == 12:
        hour = 0
    elif not (morning or later) and 1 <= hour <= 7:
        hour += 12  # nobody asks to be called at five in the morning
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]
