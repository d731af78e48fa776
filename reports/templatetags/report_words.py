"""A report's figures in words, for templates."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext

from contacts.faults import row_sentence
from contacts.models import RejectedRow
from reports.costs import cost_of_goal
from reports.figures import Counts

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """A share of 1 as whole percents; those of few calls are no more exact than that."""
    return f"{round(share * 100)} %"


@register.filter
def figure(count: int) -> str:
    """A count as the reader writes it: 1.234 or 1,234."""
    return number_format(count, force_grouping=True)


@register.filter
def goal_cost(counts: Counts) -> str:
    """What the phone cost for each goal, in USD."""
    cost = cost_of_goal(counts)
    return "—" if cost is None else f"{number_format(cost, 2)} $"


@register.filter
def duration(seconds: int) -> str:
    """Seconds as a person would say them."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return gettext("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if minutes:
        return gettext("{minutes} min").format(minutes=minutes)
    return gettext("{seconds} s").format(seconds=rest)


@register.filter
def row_fault(row: RejectedRow) -> str:
    """Why a row of a file could not become a contact."""
    return row_sentence(row.reason, row.detail)
