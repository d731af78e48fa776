"""Calling hours as a person fills them in: for each day of the week, from when to when."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

_MIDNIGHT = dt.time()


class DayForm(forms.Form):
    """The calling hours of one day of the week: stretches, each from an opening to a closing."""

    def __init__(self, data: Any, *, day: int, stretches: list[list[str]]) -> None:
        super().__init__(data, prefix=f"day{day}")
        self.day = day
        self.name = WEEKDAYS[day]
        self.count = max(2, len(stretches))
        for number in range(self.count):
            start, end = stretches[number] if number < len(stretches) else ("", "")
            label = gettext("{day}, stretch {number}").format(day=self.name, number=number + 1)
            self.fields[f"from{number}"] = _clock(label, gettext("from"), start)
            self.fields[f"to{number}"] = _clock(label, gettext("to"), end)

    def stretches(self) -> list[list[str]]:
        """As `lib.hours` writes them. Only of a valid form."""
        return [
            [f"{start:%H:%M}", f"{end:%H:%M}" if end != _MIDNIGHT else "24:00"]
            for start, end in self._pairs()
            if start is not None and end is not None
        ]

    def bounds(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of fields, for the page."""
        for number in range(self.count):
            yield self[f"from{number}"], self[f"to{number}"]

    def clean(self) -> dict[str, Any]:
        """A stretch has both its ends, and they differ."""
        for start, end in self._pairs():
            if (start is None) != (end is None):
                raise forms.ValidationError(
                    gettext("{day}: give both the opening and the closing time.").format(
                        day=self.name
                    )
                )
            if start is not None and start == end != _MIDNIGHT:  # 00:00 to 00:00 is a whole day
                raise forms.ValidationError(
                    gettext("{day}: opens and closes at the same time.").format(day=self.name)
                )
        return self.cleaned_data

    def _pairs(self) -> list[tuple[dt.time | None, dt.time | None]]:
        found = self.cleaned_data
        return [(found.get(f"from{n}"), found.get(f"to{n}")) for n in range(self.count)]


def _clock(day: str, end: str, value: str) -> forms.TimeField:
    attrs = {"type": "time", "class": "control", "aria-label": f"{day}: {end}"}
    return forms.TimeField(
        required=False,
        initial="00:00" if value == "24:00" else value or None,
        widget=forms.TimeInput(attrs, format="%H:%M"),
    )
