"""Numbering plans, read once: the common ways to write a number, decided as libphonenumber does.

libphonenumber tries some ten patterns a number, one after the other, through layers that any
number may need. Most numbers need none of them: digits with spaces, points or hyphens, nothing to
strip. For those the plan's own patterns, joined into few, give the same answer in a sixth of the
time. Whatever is written otherwise, or is not found valid here, is left to the library.
"""

import re
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberType

_PUNCTUATION = str.maketrans("", "", " .-()")
_SHORTEST = 6
_LONGEST = 15
_NO_COUNTRY = "001"
_CODES = frozenset(str(code) for code in COUNTRY_CODE_TO_REGION_CODE)

_SPECIAL = (
    ("premium_rate", PhoneNumberType.PREMIUM_RATE),
    ("toll_free", PhoneNumberType.TOLL_FREE),
    ("shared_cost", PhoneNumberType.SHARED_COST),
    ("voip", PhoneNumberType.VOIP),
    ("personal_number", PhoneNumberType.PERSONAL_NUMBER),
    ("pager", PhoneNumberType.PAGER),
    ("uan", PhoneNumberType.UAN),
    ("voicemail", PhoneNumberType.VOICEMAIL),
)
"""In the order in which the library asks: the first that matches is the number's type."""
_EITHER = PhoneNumberType.FIXED_LINE_OR_MOBILE


def read_plain(typed: str, country: str) -> tuple[str, str, int] | None:
    """A number that is plainly written and valid: its E.164, region and PhoneNumberType.

    `country` (ISO alpha-2, or "") reads numbers without a country code. None: ask the library.
    """
    found = _digits_of(typed, country)
    if found is None:
        return None
    code, national = found
    regions = _regions(code)
    if not regions or regions[0].strips(national):
        return None
    for plan in regions:
        kind = plan.kind_of(national)
        if plan.claims(national, kind):
            return (f"+{code}{national}", plan.region, kind) if kind is not None else None
    return None


def _digits_of(typed: str, country: str) -> tuple[str, str] | None:
    """Calling code and national number, where nothing is left to interpret."""
    digits = typed.translate(_PUNCTUATION)
    if digits[:1] == "+":
        code = _code_of(digits[1:])
        national = digits[1 + len(code) :]
        if not code:
            return None
    else:
        plan = _plan(country) if country else None
        if plan is None or not plan.reads_as_national(digits):
            return None
        code, national = plan.code, digits
    is_plain = _SHORTEST <= len(national) <= _LONGEST and national.isdigit() and national.isascii()
    return (code, national) if is_plain else None


class _Plan:
    """One region's plan, its patterns compiled."""

    def __init__(self, region: str, metadata: PhoneMetadata) -> None:
        self.region = region
        self.code = str(metadata.country_code)
        same = bool(metadata.same_mobile_and_fixed_line_pattern)
        kinds = [
            *((getattr(metadata, name), kind) for name, kind in _SPECIAL),
            (metadata.fixed_line, _EITHER if same else PhoneNumberType.FIXED_LINE),
            *([] if same else [(metadata.mobile, PhoneNumberType.MOBILE)]),
        ]
        known = [(group, kind) for description, kind in kinds if (group := _group(description))]
        self._kinds = [kind for _group, kind in known]
        # The first group that matches is the number's kind, where it is a number at all.
        general = _group(metadata.general_desc)
        choice = "|".join(f"({group})" for group, _kind in known)
        self._pattern = re.compile(rf"(?={general}\Z)(?:{choice})") if general and known else None
        mobile = "" if same else _group(metadata.mobile)
        self._mobile = re.compile(mobile) if mobile else None
        self._leading = re.compile(metadata.leading_digits) if metadata.leading_digits else None
        stripped = metadata.national_prefix_for_parsing
        self._stripped = re.compile(stripped) if stripped else None
        self._abroad = re.compile(metadata.international_prefix or "(?!)")
        self._is_alone = False

    def alone(self) -> "_Plan":
        """The same plan, of a calling code that no other region shares."""
        self._is_alone = True
        return self

    def strips(self, national: str) -> bool:
        """Whether the number begins with what the library may take for a national prefix."""
        prefix = self._stripped.match(national) if self._stripped else None
        return prefix is not None and prefix.end() > 0

    def reads_as_national(self, digits: str) -> bool:
        """Whether nothing at the start can be an exit code or a country code."""
        return not digits.startswith(self.code) and self._abroad.match(digits) is None

    def claims(self, national: str, kind: int | None) -> bool:
        """Whether the number is this region's, among those that share its calling code."""
        if self._is_alone:
            return True
        if self._leading is not None:
            return self._leading.match(national) is not None
        return kind is not None

    def kind_of(self, national: str) -> int | None:
        """The number's PhoneNumberType; None where it is not valid in this region."""
        found = self._pattern.fullmatch(national) if self._pattern else None
        if found is None:
            return None
        kind = self._kinds[(found.lastindex or 1) - 1]
        if kind != PhoneNumberType.FIXED_LINE:
            return kind
        return _EITHER if self._mobile and self._mobile.fullmatch(national) else kind


def _group(description: object) -> str:
    """A description's pattern, held to its lengths; "" where it has none."""
    pattern = getattr(description, "national_number_pattern", None)
    if not pattern:
        return ""
    if re.search(r"\((?!\?)", pattern):
        raise ValueError("A pattern with groups of its own would be counted wrongly.")
    lengths = getattr(description, "possible_length", ())
    ahead = "|".join(rf"\d{{{length}}}" for length in lengths)
    return f"(?:{f'(?=(?:{ahead})$)' if ahead else ''}(?:{pattern}))"


@cache
def _plan(region: str) -> _Plan | None:
    metadata = PhoneMetadata.metadata_for_region(region, None)
    return _Plan(region, metadata) if metadata is not None else None


@cache
def _regions(code: str) -> tuple[_Plan, ...]:
    """The plans that share a calling code, the main one first; () for codes of no country."""
    names = COUNTRY_CODE_TO_REGION_CODE.get(int(code), ())
    if _NO_COUNTRY in names:
        return ()
    found = [plan for name in names if (plan := _plan(name)) is not None]
    return (found[0].alone(),) if len(names) == 1 and found else tuple(found)


def _code_of(digits: str) -> str:
    """The calling code at the start, "" where there is none; none is the start of another."""
    for length in (1, 2, 3):
        if digits[:length] in _CODES:
            return digits[:length]
    return ""
