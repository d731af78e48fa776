"""The gate: asked before every ring, in the transaction that writes it. Reads the facts of many
calls at once, in a few statements; `contacts.policy` decides on them."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings

from accounts.models import Organization
from calls.lifecycle import ACTIVE
from calls.models import Trunk
from calls.order import Order
from calls.quota import calls_left, next_day
from contacts.law import REHEARSAL, Law
from contacts.policy import Verdict, decide, facts_of, zones_where
from contacts.standing import Standings, covers, standings
from lib.phone import identify
from lib.prepared import fetch

_UNDER_WAY = ", ".join(f"'{status}'" for status in sorted(ACTIVE))
_HISTORY = f"""
    SELECT EXISTS (
               SELECT 1 FROM calls_call
               WHERE organization_id = asked.organization AND to_number = asked.e164
                 AND status IN ({_UNDER_WAY})
                 AND id <> ALL (%(own)s::bigint[])
           ),
           ARRAY (
               SELECT sent_at FROM calls_call
               WHERE contact_id = asked.contact AND sent_at > %(since)s::timestamptz
                 AND id <> ALL (%(own)s::bigint[])
           )
    FROM unnest(%(organizations)s::bigint[], %(e164s)s::text[], %(contacts)s::bigint[])
        WITH ORDINALITY AS asked (organization, e164, contact, place)
    ORDER BY asked.place
"""  # noqa: S608  (the words of an enumeration)


def ask(
    orders: Sequence[Order], *, trunk: Trunk, now: dt.datetime, own: Collection[int] = ()
) -> list[Verdict]:
    """One verdict an order, in order. `own` are the calls of these orders, written already."""
    standing = _standing(orders)
    laws = _laws(orders, standing, today=now.date())
    history = _history(orders, own, since=now - _longest(laws.values()))
    said: dict[object, Verdict] = {}  # the same facts have the same verdict
    asking = {order.organization.pk: order.organization for order in orders}
    quotas = {pk: calls_left(of, now=now, own=own) for pk, of in asking.items()}
    verdicts = []
    for order, (line_busy, called_at) in zip(orders, history, strict=True):
        callee, organization = order.callee, order.organization
        phone = identify(callee.e164)
        zones = zones_where(callee.e164, callee.time_zone)
        stands = standing[organization.pk].numbers[callee.e164]
        purpose = str(order.context.get("purpose", ""))
        facts = (
            *(organization.pk, phone.country, phone.kind, zones, id(order.windows), purpose),
            *(stands, line_busy, tuple(called_at)),
        )
        if facts not in said:
            said[facts] = (
                _wall(order, trunk)
                or _suspension(order, now=now)
                or decide(
                    facts_of(
                        callee.e164,
                        time_zone=callee.time_zone,
                        windows=order.windows,
                        allowed_countries=settings.ALLOWED_COUNTRIES,
                        suppressed=stands.suppressed,
                        law=laws[organization.pk, phone.country],
                        purpose=purpose,
                        consented=covers(stands.agreed, purpose=purpose),
                        line_busy=line_busy,
                        called_at=called_at,
                    ),
                    now=now,
                )
            )
        verdicts.append(_within_quota(said[facts], organization, quotas, now=now))
    return verdicts


def _within_quota(
    verdict: Verdict,
    organization: Organization,
    quotas: dict[int, int | None],
    *,
    now: dt.datetime,
) -> Verdict:
    """A yes takes one of the organisation's calls of today, while any are left."""
    left = quotas[organization.pk]
    if left is None or not verdict.allowed:
        return verdict
    if left <= 0:
        return Verdict(
            allowed=False,
            reason="calls_of_today",
            rule="quota",
            next_time=next_day(organization, now=now),
        )
    quotas[organization.pk] = left - 1
    return verdict


def _wall(order: Order, trunk: Trunk) -> Verdict | None:
    """A rehearsal's calls leave through the simulator, and nobody else's do."""
    if order.organization.is_rehearsal is trunk.is_rehearsal:
        return None
    return Verdict(allowed=False, reason="not_rehearsal", rule="wall")


def _suspension(order: Order, *, now: dt.datetime) -> Verdict | None:
    """Nobody is rung for a suspended organisation; whether it still is, is asked in an hour."""
    if order.organization.suspended_at is None:
        return None
    return Verdict(
        allowed=False,
        reason="organization_suspended",
        rule="suspension",
        next_time=now + dt.timedelta(hours=1),
    )


def _standing(orders: Sequence[Order]) -> dict[int, Standings]:
    numbers: dict[int, list[str]] = {}
    for order in orders:
        numbers.setdefault(order.organization.pk, []).append(order.callee.e164)
    return {organization: standings(organization, e164s) for organization, e164s in numbers.items()}


def _laws(
    orders: Sequence[Order], standing: Mapping[int, Standings], *, today: dt.date
) -> dict[tuple[int, str], Law]:
    """What holds for each organisation in each country. A rehearsal rings nobody."""
    laws: dict[tuple[int, str], Law] = {}
    for order in orders:
        organization = order.organization
        where = (organization.pk, identify(order.callee.e164).country)
        if where not in laws:
            real = not organization.is_rehearsal
            law = standing[organization.pk].law(where[1], today=today) if real else REHEARSAL
            laws[where] = law
    return laws


def _longest(laws: Iterable[Law]) -> dt.timedelta:
    """How far back the caps look."""
    return max((cap.within for law in laws for cap in law.caps), default=dt.timedelta())


def _history(
    orders: Sequence[Order], own: Collection[int], *, since: dt.datetime
) -> Sequence[tuple[bool, list[dt.datetime]]]:
    """For each order: whether another call of the organisation to the number is under way, and
    when the person was called since then, by whichever campaign."""
    values = {
        "organizations": [order.organization.pk for order in orders],
        "e164s": [order.callee.e164 for order in orders],
        "contacts": [order.callee.contact for order in orders],
        "own": list(own),
        "since": since,
    }
    return [(busy, called) for busy, called in fetch(_HISTORY, values)]
