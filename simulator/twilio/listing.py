"""GET Calls: filters and pages."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from simulator.twilio.call import Call
from simulator.twilio.errors import TwilioError

_NAMES = (
    "To From ParentCallSid Status StartTime StartTime< StartTime> EndTime EndTime< EndTime> "
    "PageSize Page PageToken"
)
_FILTERS = frozenset(_NAMES.split())
_MOST = 1000
_DEFAULT = 50
Test = Callable[[Call], bool]


def list_calls(calls: list[Call], query: QueryParams, path: str) -> dict[str, Any]:
    """One page of `calls`, which are newest first; raises TwilioError for an unknown filter."""
    if unknown := set(query) - _FILTERS:
        raise TwilioError(20001, detail=f"Unknown parameter: {', '.join(sorted(unknown))}")
    size = min(max(_number(query.get("PageSize", ""), _DEFAULT), 1), _MOST)
    page = _number(query.get("Page", ""), 0)
    found = _matching(calls, query)
    start = _start(found, query.get("PageToken", ""), page * size)
    shown = found[start : start + size]
    kept = {name: value for name, value in query.items() if not name.startswith("Page")}

    def uri(number: int, after: Call | None) -> str:
        place = {"PageSize": str(size), "Page": str(number)}
        if after is not None:
            place["PageToken"] = f"PA{after.sid}"
        return f"{path}?{urlencode({**kept, **place})}"

    has_more = start + size < len(found)
    before = found[start - size - 1] if start > size else None
    return {
        "calls": [call.as_json() for call in shown],
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + max(len(shown) - 1, 0),
        "uri": uri(page, found[start - 1] if start else None),
        "first_page_uri": uri(0, None),
        "next_page_uri": uri(page + 1, shown[-1]) if has_more else None,
        "previous_page_uri": uri(page - 1, before) if page else None,
    }


def _start(found: list[Call], token: str, otherwise: int) -> int:
    """Where the page begins: after the call that the token names, however many came since."""
    for place, call in enumerate(found):
        if token == f"PA{call.sid}":
            return place + 1
    return otherwise


def _matching(calls: list[Call], query: QueryParams) -> list[Call]:
    tests: list[Test] = []
    for name, read in (
        ("To", lambda call: call.to),
        ("From", lambda call: call.caller),
        ("Status", lambda call: call.status),
        ("ParentCallSid", lambda call: call.parent_call_sid),
    ):
        if wanted := query.get(name):
            tests.append(_equals(read, wanted))
    for name in ("StartTime", "EndTime"):
        for sign in ("", "<", ">"):
            if wanted := query.get(name + sign):
                tests.append(_in_time(name, sign, wanted))
    return [call for call in calls if all(test(call) for test in tests)]


def _equals(read: Callable[[Call], str | None], wanted: str) -> Test:
    return lambda call: read(call) == wanted


def _in_time(name: str, sign: str, wanted: str) -> Test:
    """`=` is on that day, `<` before it and `>` on or after it; a full time is taken as such."""
    least = _moment(wanted)
    is_day = len(wanted) == len("2026-01-01")

    def test(call: Call) -> bool:
        moment = call.start_time if name == "StartTime" else call.end_time
        if moment is None:
            return False
        if sign == ">":
            return moment >= least
        if sign == "<":
            return moment < least
        return least <= moment < least + timedelta(days=1) if is_day else moment == least

    return test


def _moment(text: str) -> datetime:
    try:
        if len(text) == len("2026-01-01"):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise TwilioError(20001, detail=f"Not a date: {text}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() else otherwise
