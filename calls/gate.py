"""The gate: asked before every ring, in the transaction that writes it. Reads the facts of many
calls at once; `contacts.policy` decides on them."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.conf import settings

from calls.lifecycle import ACTIVE
from calls.models import Call, Trunk
from calls.order import Order
from contacts.law import REHEARSAL, Law
from contacts.policy import Verdict, decide, facts_of
from contacts.standing import consents_among, covers, laws_for, suppressed_among
from lib.phone import identify


def ask(
    orders: Sequence[Order], *, trunk: Trunk, now: dt.datetime, own: Collection[int] = ()
) -> list[Verdict]:
    """One verdict an order, in order. `own` are the calls of these orders, written already."""
    suppressed = _suppressed(orders)
    on_the_line = _on_the_line(orders, own)
    laws = _laws(orders, today=now.date())
    called = _called(orders, own, since=now - _longest(laws.values()))
    agreed = _agreed(orders)
    verdicts = []
    for order in orders:
        organization, e164 = order.organization.pk, order.contact.e164
        law = laws[organization, identify(e164).country]
        purpose = str(order.context.get("purpose", ""))
        verdicts.append(
            _wall(order, trunk)
            or _suspension(order, now=now)
            or decide(
                facts_of(
                    e164,
                    time_zone=order.contact.time_zone,
                    windows=order.windows,
                    allowed_countries=settings.ALLOWED_COUNTRIES,
                    suppressed=(organization, e164) in suppressed,
                    law=law,
                    purpose=purpose,
                    consented=covers(agreed.get((organization, e164), ()), purpose=purpose),
                    line_busy=(organization, e164) in on_the_line,
                    called_at=called.get(order.contact.pk, ()),
                ),
                now=now,
            )
        )
    return verdicts


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


def _laws(orders: Sequence[Order], *, today: dt.date) -> dict[tuple[int, str], Law]:
    """What holds for each organisation in each country. A rehearsal rings nobody."""
    countries: dict[int, set[str]] = {}
    laws: dict[tuple[int, str], Law] = {}
    for order in orders:
        country = identify(order.contact.e164).country
        if order.organization.is_rehearsal:
            laws[order.organization.pk, country] = REHEARSAL
        else:
            countries.setdefault(order.organization.pk, set()).add(country)
    for organization, those in countries.items():
        found = laws_for(organization, those, today=today)
        laws |= {(organization, country): law for country, law in found.items()}
    return laws


def _longest(laws: Iterable[Law]) -> dt.timedelta:
    """How far back the caps look."""
    return max((cap.within for law in laws for cap in law.caps), default=dt.timedelta())


def _called(
    orders: Sequence[Order], own: Collection[int], *, since: dt.datetime
) -> dict[int, list[dt.datetime]]:
    """When each person was called since then, by whichever campaign."""
    people = [order.contact.pk for order in orders if not order.organization.is_rehearsal]
    if not people:
        return {}
    calls = Call.objects.filter(contact__in=people, sent_at__gt=since).exclude(pk__in=own)
    found: dict[int, list[dt.datetime]] = {}
    for contact, sent_at in calls.values_list("contact_id", "sent_at"):
        assert sent_at is not None
        found.setdefault(contact, []).append(sent_at)
    return found


def _agreed(orders: Sequence[Order]) -> dict[tuple[int, str], set[str]]:
    """For which purposes each person agreed to be called."""
    found: dict[tuple[int, str], set[str]] = {}
    for organization, numbers in _numbers_by_organization(orders, rehearsals=False).items():
        agreed = consents_among(organization, numbers)
        found |= {(organization, number): purposes for number, purposes in agreed.items()}
    return found


def _numbers_by_organization(
    orders: Sequence[Order], *, rehearsals: bool = True
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for order in orders:
        if rehearsals or not order.organization.is_rehearsal:
            found.setdefault(order.organization.pk, []).append(order.contact.e164)
    return found


def _suppressed(orders: Sequence[Order]) -> set[tuple[int, str]]:
    return {
        (organization, number)
        for organization, numbers in _numbers_by_organization(orders).items()
        for number in suppressed_among(organization, numbers)
    }


def _on_the_line(orders: Sequence[Order], own: Collection[int]) -> set[tuple[int, str]]:
    """Numbers to which another call of the organisation is under way."""
    calls = Call.objects.filter(
        organization__in={order.organization.pk for order in orders},
        to_number__in=[order.contact.e164 for order in orders],
        status__in=sorted(ACTIVE),
    ).exclude(pk__in=own)
    return set(calls.values_list("organization_id", "to_number"))
