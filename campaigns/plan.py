"""How a campaign calls, said in a few lines: its hours, its pace, its retries. Pure."""

from collections.abc import Mapping
from itertools import groupby

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns.retries import RETRIED, Policy
from lib.errors import Text
from lib.hours import Windows

RETRY_LABELS: dict[str, Text] = {
    "busy": _("When the line is busy"),
    "no_answer": _("When nobody answers"),
    "voicemail": _("When a machine answers"),
    "failed": _("When it can't be connected"),
    "hung_up": _("When the person hangs up at once"),
}


def hours_in_words(windows: Windows) -> list[str]:
    """One line for each run of days with the same hours: `Mon–Fri 10:00–14:00, 17:00–20:00`."""
    days = [(day, windows.get(str(day), [])) for day in range(7)]
    runs = [
        ([day for day, _stretches in run], stretches)
        for stretches, run in groupby(days, key=lambda pair: pair[1])
        if stretches
    ]
    return [f"{_days(run)} {_stretches(stretches)}" for run, stretches in runs]


def retries_in_words(policy: Policy) -> list[str]:
    """One line for each outcome after which it tries again."""
    return [
        f"{RETRY_LABELS[outcome]}: {_rule(policy[outcome])}"
        for outcome in RETRIED
        if policy.get(outcome, {}).get("attempts", 1) > 1
    ]


def _days(run: list[int]) -> str:
    names = [capfirst(str(WEEKDAYS_ABBR[day])) for day in run]
    return names[0] if len(run) == 1 else f"{names[0]}–{names[-1]}"


def _stretches(stretches: list[list[str]]) -> str:
    return ", ".join(f"{start}–{end}" for start, end in stretches)


def _rule(rule: Mapping[str, float]) -> str:
    tries = int(rule["attempts"])
    words = ngettext("{tries} try in all", "{tries} tries in all", tries).format(tries=tries)
    minutes = round(rule["delay"] / 60)
    if minutes >= 60 and minutes % 60 == 0:
        wait = gettext("{hours} h apart").format(hours=minutes // 60)
    else:
        wait = gettext("{minutes} min apart").format(minutes=max(1, minutes))
    later = [gettext("then longer")] if rule.get("growth", 1) > 1 else []
    return ", ".join([words, wait, *later])
