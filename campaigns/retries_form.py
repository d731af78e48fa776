"""Retries as a person fills them in: after each outcome, how often and how long to wait."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from campaigns.plan import RETRY_LABELS

_WAITS = (300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)
"""Seconds that a person may choose to wait before the next try."""


class RetryForm(forms.Form):
    """How often to try again after one outcome, and how long to wait before."""

    def __init__(self, data: Any, *, outcome: str, rule: dict[str, float] | None) -> None:
        super().__init__(data, prefix=outcome)
        self.outcome = outcome
        self.label = RETRY_LABELS[outcome]
        self.kept: dict[str, float] = {"growth": 2}  # what the page does not show
        if rule:
            self.kept = {key: rule[key] for key in ("growth", "other_hour") if key in rule}
        attempts = int(rule["attempts"]) if rule else 1
        delay = max(1, round(rule["delay"])) if rule else 3600
        self.fields["attempts"] = self._choice(
            gettext("How often"), attempts, {n: _tries(n) for n in {*range(1, 7), attempts}}
        )
        self.fields["delay"] = self._choice(
            gettext("How long to wait"), delay, {s: _wait(s) for s in {*_WAITS, delay}}
        )

    def rule(self) -> dict[str, float] | None:
        """The policy's rule; None for a single try. Only of a valid form."""
        if self.cleaned_data["attempts"] == 1:
            return None
        return {**self.kept, **self.cleaned_data}

    def _choice(self, name: str, initial: int, options: dict[int, str]) -> forms.TypedChoiceField:
        return forms.TypedChoiceField(
            coerce=int,
            choices=sorted(options.items()),
            initial=initial,
            widget=forms.Select({"class": "control", "aria-label": f"{self.label}: {name}"}),
        )


def _tries(count: int) -> str:
    return gettext("don't try again") if count == 1 else gettext("%s tries in all") % count


def _wait(seconds: int) -> str:
    if seconds % 3600 or seconds < 3600:
        return gettext("after %s min") % max(1, seconds // 60)
    return gettext("after %s h") % (seconds // 3600)
