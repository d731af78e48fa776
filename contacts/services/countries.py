"""What an organisation decides for a country: tighter than the preset, never looser."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from contacts.law import PRESETS
from contacts.models import CountryRule
from lib.errors import InvalidInput
from lib.hours import require_windows
from lib.phone import COUNTRIES

LONGEST = dt.timedelta(days=366)
_FIELDS = frozenset(
    {
        "is_allowed",
        "windows",
        "spares_holidays",
        "needs_consent",
        "calls_per_day",
        "calls_per_week",
        "accepted_until",
    }
)


def decide_country(
    *, organization: Organization, country: str, today: dt.date, user: User | None, **decided: Any
) -> CountryRule:
    """Write down what holds for calls to a country; fields of CountryRule that are not named stay.

    The gate cuts it with the preset, so that it only tightens. InvalidInput where hours are none,
    where nobody may answer for so long, or where there is no preset and no hours of one's own.
    """
    if country not in COUNTRIES:
        _refuse("country", _("There is no such country."))
    unknown = decided.keys() - _FIELDS
    if unknown:
        raise TypeError(f"No fields of a rule: {sorted(unknown)}")
    rule = CountryRule.objects.filter(organization=organization, country=country).first()
    rule = rule or CountryRule(organization=organization, country=country)
    for name, value in decided.items():
        setattr(rule, name, value)
    if rule.windows:
        require_windows(rule.windows)
    until = rule.accepted_until
    if until is not None and not today <= until <= today + LONGEST:
        _refuse("accepted_until", _("Somebody answers for a country for a year at most."))
    if until is not None and country not in PRESETS and not rule.windows:
        _refuse("windows", _("We know no hours of this country: say them."))
    rule.decided_by = user
    rule.save()
    return rule


def _refuse(field: str, message: Any) -> None:
    raise InvalidInput(f"{field}_invalid", message, fields={field: message})
