"""What a goal cost on the phone. Pure, given the price."""

from decimal import Decimal

from django.conf import settings

from reports.figures import Counts


def cost_of(counts: Counts) -> Decimal:
    """What the phone cost, in USD, by the minutes of talk."""
    return Decimal(str(settings.CALL_PRICE_PER_MINUTE)) * counts.seconds / 60


def cost_of_goal(counts: Counts) -> Decimal | None:
    """For each goal that was met; None where there was none."""
    return cost_of(counts) / counts.goals if counts.goals else None
