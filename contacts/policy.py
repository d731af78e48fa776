"""The gate: whether this person may be rung now. Pure; asked before every ring.

Each rule looks at the facts and says nothing, or no with a reason. It says no when it does not
know: no country, no law, no zone, no kind of number that is known means no call. The first no is
the answer; the rules stand in the order in which their noes are final.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from contacts.law import PRESETS_VERSION, Cap, Law
from lib.hours import Windows, is_open, next_open
from lib.phone import CALLABLE, Kind, identify, zone_exists, zones_of

VERSION = f"2+{PRESETS_VERSION}"
"""Of these rules; stored with every call, so that an old decision can be judged by its own."""

LINE_BUSY_WAIT = dt.timedelta(minutes=1)
PROVIDER_WAIT = dt.timedelta(minutes=1)
BUDGET_WAIT = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a number and of the hours in which a call to it is wanted.

    `zones` are all zones where the person may be; `law` is what holds where they are, and
    `purpose` what the campaign is for. `called_at` are the times of the calls to this number that
    `caps` and the law's count, in any order and of any campaign; `line_busy` says whether one is
    under way, `consented` whether the person agreed to calls for this purpose.
    """

    country: str
    kind: Kind
    zones: tuple[str, ...]
    windows: Windows
    allowed_countries: frozenset[str]
    suppressed: bool
    law: Law
    purpose: str = ""
    consented: bool = False
    has_budget: bool = True
    provider_ready: bool = True
    line_busy: bool = False
    called_at: tuple[dt.datetime, ...] = ()
    caps: tuple[Cap, ...] = ()

    @property
    def hours(self) -> Windows:
        """The campaign's hours within the law's."""
        return self.law.hours(self.windows)


def facts_of(
    e164: str,
    *,
    time_zone: str,
    windows: Windows,
    allowed_countries: Collection[str],
    suppressed: bool,
    law: Law,
    purpose: str = "",
    consented: bool = False,
    has_budget: bool = True,
    provider_ready: bool = True,
    line_busy: bool = False,
    called_at: Collection[dt.datetime] = (),
    caps: Collection[Cap] = (),
) -> Facts:
    """The facts of a call to this number.

    Country and kind are read off the number itself: they decide what the call costs, and no
    column of a file changes them. `time_zone` is where the person said to live, or "".
    """
    phone = identify(e164)
    return Facts(
        country=phone.country,
        kind=phone.kind,
        zones=zones_where(e164, time_zone),
        windows=windows,
        allowed_countries=frozenset(allowed_countries),
        suppressed=suppressed,
        law=law,
        purpose=purpose,
        consented=consented,
        has_budget=has_budget,
        provider_ready=provider_ready,
        line_busy=line_busy,
        called_at=tuple(called_at),
        caps=tuple(caps),
    )


def zones_where(e164: str, time_zone: str) -> tuple[str, ...]:
    """The zone that was told, or all that the number may be in; () where that is not known."""
    if time_zone:
        return (time_zone,) if zone_exists(time_zone) else ()
    return zones_of(e164)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer. A no has a `reason` (a key of the ledger's sentences), the `rule` that
    said it and, unless it is final, the `next_time` at which asking again makes sense."""

    allowed: bool
    reason: str = ""
    rule: str = ""
    version: str = VERSION
    next_time: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class _No:
    reason: str
    until: dt.datetime | None = None


def decide(facts: Facts, *, now: dt.datetime) -> Verdict:
    """Allow the call at `now` (aware), or deny it by the first rule that says no."""
    if now.tzinfo is None:
        raise ValueError("The gate needs a time with a zone.")
    for rule in RULES:
        no = rule(facts, now)
        if no is not None:
            return Verdict(
                allowed=False,
                reason=no.reason,
                rule=rule.__name__,
                next_time=_next_time(facts, no.until),
            )
    return Verdict(allowed=True)


def suppression(facts: Facts, now: dt.datetime) -> _No | None:
    """Whoever asked not to be called is not called."""
    return _No("suppressed") if facts.suppressed else None


def number_kind(facts: Facts, now: dt.datetime) -> _No | None:
    """Premium, satellite, short and unknown numbers are never called."""
    return None if facts.kind in CALLABLE else _No("number_kind")


def country(facts: Facts, now: dt.datetime) -> _No | None:
    """A country that nobody allowed is denied."""
    allowed = facts.country in facts.allowed_countries and facts.law.is_allowed
    return None if allowed else _No("country_not_allowed")


def law(facts: Facts, now: dt.datetime) -> _No | None:
    """Where we don't know the law, or have not looked for long, an administrator decides."""
    return None if facts.law.is_known else _No("law_unknown")


def consent(facts: Facts, now: dt.datetime) -> _No | None:
    """A machine's voice calls only whom the law lets it call without being asked."""
    if facts.consented or not facts.law.needs_consent(facts.purpose):
        return None
    return _No("no_consent")


def zone(facts: Facts, now: dt.datetime) -> _No | None:
    """Where we don't know what time it is, it may be night."""
    return None if facts.zones else _No("unknown_zone")


def hours(facts: Facts, now: dt.datetime) -> _No | None:
    """Calling hours, the campaign's and the law's, hold in every zone where the person may be."""
    if is_open(facts.hours, facts.zones, now):
        return None
    return _No("outside_hours", until=now)


def holiday(facts: Facts, now: dt.datetime) -> _No | None:
    """Nobody is called while it is a holiday anywhere where they may be."""
    if is_open(facts.hours, facts.zones, now, facts.law.closed):
        return None
    return _No("holiday", until=now)


def frequency(facts: Facts, now: dt.datetime) -> _No | None:
    """Nobody is called more often than the caps allow, whichever campaigns call."""
    caps = (*facts.caps, *facts.law.caps)
    ends = [end for cap in caps if (end := _cap_ends(cap, facts.called_at)) and end > now]
    return _No("recently_called", until=max(ends)) if ends else None


def budget(facts: Facts, now: dt.datetime) -> _No | None:
    """What was set aside for calls is not exceeded."""
    return None if facts.has_budget else _No("budget_spent", until=now + BUDGET_WAIT)


def provider(facts: Facts, now: dt.datetime) -> _No | None:
    """Somebody must be there to carry the call."""
    return None if facts.provider_ready else _No("provider_not_ready", until=now + PROVIDER_WAIT)


def line(facts: Facts, now: dt.datetime) -> _No | None:
    """One call at a time to a number."""
    return _No("line_busy", until=now + LINE_BUSY_WAIT) if facts.line_busy else None


Rule = Callable[[Facts, dt.datetime], _No | None]

RULES: tuple[Rule, ...] = (
    suppression,
    number_kind,
    country,
    law,
    consent,
    zone,
    hours,
    holiday,
    frequency,
    budget,
    provider,
    line,
)


def _cap_ends(cap: Cap, called_at: tuple[dt.datetime, ...]) -> dt.datetime | None:
    """When so many calls will have grown old that the cap has room for one more."""
    if len(called_at) < cap.calls:
        return None
    return sorted(called_at)[-cap.calls] + cap.within


def _next_time(facts: Facts, until: dt.datetime | None) -> dt.datetime | None:
    """The first time from `until` on that also lies within the hours."""
    return None if until is None else next_open(facts.hours, facts.zones, until, facts.law.closed)
