"""The gate: asked before every ring, in the transaction that writes it. Reads the facts of many
calls at once; `contacts.policy` decides on them."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.conf import settings

from calls.lifecycle import ACTIVE
from calls.models import Call, Trunk
from calls.order import Order
from contacts.policy import Facts, Verdict, decide, facts_of
from contacts.selectors import suppressed_among


def ask(
    orders: Sequence[Order], *, trunk: Trunk, now: dt.datetime, own: Collection[int] = ()
) -> list[Verdict]:
    """One verdict an order, in order. `own` are the calls of these orders, written already."""
    suppressed = _suppressed(orders)
    on_the_line = _on_the_line(orders, own)
    return [
        _wall(order, trunk)
        or decide(
            _facts(
                order,
                suppressed=(order.organization.pk, order.contact.e164) in suppressed,
                line_busy=(order.organization.pk, order.contact.e164) in on_the_line,
            ),
            now=now,
        )
        for order in orders
    ]


def _wall(order: Order, trunk: Trunk) -> Verdict | None:
    """A rehearsal's calls leave through the simulator, and nobody else's do."""
    if order.organization.is_rehearsal is trunk.is_rehearsal:
        return None
    return Verdict(allowed=False, reason="not_rehearsal", rule="wall")


def _facts(order: Order, *, suppressed: bool, line_busy: bool) -> Facts:
    return facts_of(
        order.contact.e164,
        time_zone=order.contact.time_zone,
        windows=order.windows,
        allowed_countries=settings.ALLOWED_COUNTRIES,
        suppressed=suppressed,
        line_busy=line_busy,
    )


def _suppressed(orders: Sequence[Order]) -> set[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for organization in {order.organization.pk for order in orders}:
        numbers = [o.contact.e164 for o in orders if o.organization.pk == organization]
        found |= {(organization, number) for number in suppressed_among(organization, numbers)}
    return found


def _on_the_line(orders: Sequence[Order], own: Collection[int]) -> set[tuple[int, str]]:
    """Numbers to which another call of the organisation is under way."""
    calls = Call.objects.filter(
        organization__in={order.organization.pk for order in orders},
        to_number__in=[order.contact.e164 for order in orders],
        status__in=sorted(ACTIVE),
    ).exclude(pk__in=own)
    return set(calls.values_list("organization_id", "to_number"))
