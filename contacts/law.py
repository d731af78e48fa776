"""What the law of a country says of calls: when, how often, and with whose consent. Pure.

Presets are what we know, each with its source, the day on which somebody looked, and the day from
which it is not believed any more. They are no legal advice: counsel confirms them. An operator may
tighten them and never loosen them; where there is none, or it has expired, nobody is called until
an administrator has decided.
"""

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache

from django.utils.translation import gettext_lazy as _
from holidays import country_holidays

from lib.errors import Text
from lib.hours import Closed, Windows, intersect, never_closed

PRESETS_VERSION = "2026-11"
"""Of the presets; stored with every call beside the gate's own."""


class Trust(StrEnum):
    """How well a preset is founded."""

    SECONDARY = "secondary"
    UNVERIFIED = "unverified"
    OURS = "ours"


TRUST_LABELS: dict[Trust, Text] = {
    Trust.SECONDARY: _("From a secondary source: let counsel confirm it"),
    Trust.UNVERIFIED: _("Not verified: let counsel confirm it"),
    Trust.OURS: _("Our own caution, tighter than the law that we know"),
}


class Needs(StrEnum):
    """Of which calls by a machine's voice somebody must have agreed to."""

    NONE = "none"
    MARKETING = "marketing"
    ALWAYS = "always"


NEEDS_LABELS: dict[Needs, Text] = {
    Needs.NONE: _("No consent needed; who objects is not called"),
    Needs.MARKETING: _("Consent before calls that sell"),
    Needs.ALWAYS: _("Consent before every call"),
}

_SERVICE = frozenset({"support", "reminder", "collection"})
"""Purposes of calls about something that is under way."""


def sells(purpose: str) -> bool:
    """Whether a campaign's purpose is to sell, or leads to it; one that is not known does."""
    return purpose not in _SERVICE


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `calls` calls to one person within any stretch of this length."""

    calls: int
    within: dt.timedelta

    def __post_init__(self) -> None:
        if self.calls < 1:
            raise ValueError("A cap leaves room for one call at least.")


@dataclass(frozen=True, slots=True)
class Preset:
    """What we know of one country. `lists` are those to clean numbers against."""

    country: str
    windows: Windows = field(hash=False)
    trust: Trust
    source: str
    consent: Needs
    spares_holidays: bool = False
    caps: tuple[Cap, ...] = ()
    lists: str = ""
    disclosure: Text = ""
    checked: dt.date = dt.date(2026, 11, 20)
    expires: dt.date = dt.date(2027, 5, 20)


_DAY = dt.timedelta(days=1)
THREE_A_DAY = Cap(3, _DAY)


def _week(weekdays: list[list[str]], saturday: list[list[str]] | None = None) -> Windows:
    days = {str(day): weekdays for day in range(5)}
    return days | ({"5": saturday} if saturday else {})


_OFFICE = _week([["09:00", "20:00"]])
_EU = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
]  # fmt: skip

_OWN = (
    Preset(
        country="US",
        windows=_week([["10:00", "18:00"]]),
        trust=Trust.SECONDARY,
        source="FCC 24-17; 47 CFR 64.1200 (08–21); stricter states",
        consent=Needs.ALWAYS,
        caps=(THREE_A_DAY,),
        lists="National Do Not Call Registry (31 days)",
        disclosure=_("AI voice; recording announced everywhere"),
    ),
    Preset(
        country="ES",
        windows=_week([["10:00", "15:00"], ["16:00", "21:00"]]),
        trust=Trust.SECONDARY,
        source="TRLGDCU 96.2, 96.3 (09–21); industry code",
        consent=Needs.MARKETING,
        spares_holidays=True,
        caps=(THREE_A_DAY,),
        lists="Lista Robinson",
        disclosure=_("Identity and purpose first; AI Act 50(1)"),
    ),
    Preset(
        country="MX",
        windows=_week([["08:00", "19:00"]]),
        trust=Trust.UNVERIFIED,
        source="LFPC; REPEP, REUS",
        consent=Needs.NONE,
        spares_holidays=True,
        caps=(THREE_A_DAY,),
        lists="REPEP, REUS",
    ),
    Preset(
        country="CO",
        windows=_week([["07:00", "19:00"]], [["08:00", "15:00"]]),
        trust=Trust.SECONDARY,
        source="Ley 2300 de 2023",
        consent=Needs.MARKETING,
        spares_holidays=True,
        caps=(Cap(1, _DAY),),
        lists="RNE",
    ),
    Preset(
        country="AR",
        windows=_OFFICE,
        trust=Trust.OURS,
        source="Ley 26.951",
        consent=Needs.NONE,
        caps=(THREE_A_DAY,),
        lists="No Llame (30 days)",
    ),
    Preset(
        country="CL",
        windows=_OFFICE,
        trust=Trust.OURS,
        source="Ley 19.496; Ley 21.719 (2026-12-01)",
        consent=Needs.MARKETING,
        caps=(THREE_A_DAY,),
        lists="No Molestar",
        disclosure=_("Prefixes 809 and 600"),
    ),
    Preset(
        country="PE",
        windows=_week([["07:00", "20:00"]]),
        trust=Trust.SECONDARY,
        source="Ley 29571 (58.1.e)",
        consent=Needs.ALWAYS,
        spares_holidays=True,
        caps=(THREE_A_DAY,),
    ),
)
_UNION = tuple(
    Preset(
        country=code,
        windows=_OFFICE,
        trust=Trust.OURS,
        source="ePrivacy 13(1)",
        consent=Needs.MARKETING,
        spares_holidays=True,
        caps=(THREE_A_DAY,),
        disclosure="AI Act 50(1)",
    )
    for code in _EU
)

PRESETS: dict[str, Preset] = {preset.country: preset for preset in (*_OWN, *_UNION)}


@dataclass(frozen=True, slots=True)
class Decision:
    """What an organisation decided for a country: it tightens, and may stand in for a preset that
    is missing or too old, `until` a day, where somebody took that upon them."""

    is_allowed: bool = True
    windows: Windows | None = field(default=None, hash=False)
    spares_holidays: bool = False
    needs_consent: bool = False
    caps: tuple[Cap, ...] = ()
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """What holds for a call to a country: preset and decision together."""

    is_allowed: bool = True
    is_known: bool = True
    windows: tuple[Windows, ...] = field(default=(), hash=False)
    holidays_of: str = ""
    consent: Needs = Needs.NONE
    caps: tuple[Cap, ...] = ()

    def hours(self, wanted: Windows) -> Windows:
        """The hours of a campaign that are also the law's."""
        return _within(json.dumps(wanted), self) if self.windows else wanted

    @property
    def closed(self) -> Closed:
        """The days on which nobody is called."""
        return _calendar(self.holidays_of) if self.holidays_of else never_closed

    def needs_consent(self, purpose: str) -> bool:
        """Whether a call for this purpose needs the person's consent."""
        if self.consent is Needs.MARKETING:
            return sells(purpose)
        return self.consent is Needs.ALWAYS


REHEARSAL = Law()
"""A rehearsal rings nobody: it may be held on a Sunday night."""


def law_of(country: str, decision: Decision | None, *, today: dt.date) -> Law:
    """What holds in a country today (a date in UTC) for an organisation that decided this."""
    preset = PRESETS.get(country)
    decided = decision or Decision()
    believed = preset is not None and today < preset.expires
    # Someone who answers for a country in which we know nothing says hours of their own.
    vouched = decided.until is not None and today <= decided.until
    if preset is None and not decided.windows:
        vouched = False
    windows = [preset.windows] if preset else []
    if decided.windows:
        windows.append(decided.windows)
    consent = preset.consent if preset else Needs.ALWAYS
    return Law(
        is_allowed=decided.is_allowed,
        is_known=believed or vouched,
        windows=tuple(windows),
        holidays_of=country if _spares(preset, decided) else "",
        consent=Needs.ALWAYS if decided.needs_consent else consent,
        caps=(*(preset.caps if preset else ()), *decided.caps),
    )


def _spares(preset: Preset | None, decided: Decision) -> bool:
    return decided.spares_holidays or preset is None or preset.spares_holidays


def is_holiday(country: str, date: dt.date) -> bool:
    """Whether the whole country rests on that day; one without a calendar never does."""
    return date in _holidays(country, date.year)


@lru_cache(maxsize=1024)
def _within(wanted: str, law: Law) -> Windows:
    return intersect(json.loads(wanted), *law.windows)


@cache
def _calendar(country: str) -> Closed:
    return lambda date: is_holiday(country, date)


@cache
def _holidays(country: str, year: int) -> Collection[dt.date]:
    try:
        return frozenset(country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
