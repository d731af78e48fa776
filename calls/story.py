"""One call told to a person: what happened when, and what was said. Pure, given the call's rows."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from calls.lifecycle import ACTIVE, Status
from calls.line import FAILED, LINE_ENDED, LINE_LOST, TRANSFER, TRANSFERRED
from calls.models import Call, CallEvent, Turn
from calls.words import STATUS_LABELS, fault
from conversations.mood import Mood, mood_of
from conversations.usage import Spent, sum_of
from lib.errors import Text

_TONES = {
    Status.COMPLETED: "success",
    Status.BUSY: "warning",
    Status.NO_ANSWER: "warning",
    Status.CANCELED: "warning",
    Status.UNKNOWN: "warning",
    Status.FAILED: "danger",
    Status.REFUSED: "danger",
    Status.EXPIRED: "danger",
    Status.ABANDONED: "warning",
}

_LINE: dict[str, Text] = {
    LINE_ENDED: gettext_lazy("The agent said goodbye"),
    LINE_LOST: gettext_lazy("The live line was lost; it went on by webhooks"),
    FAILED: gettext_lazy("The live line failed"),
    TRANSFER: gettext_lazy("The agent promised to put them through"),
    TRANSFERRED: gettext_lazy("They were put through, or nobody took it"),
}
_BESIDE: dict[tuple[str, str], Text] = {
    ("stream", "started"): gettext_lazy("The call's sound reached us"),
    ("stream", "stopped"): gettext_lazy("The call's sound ended"),
    ("stream", "error"): gettext_lazy("The call's sound was lost"),
    ("transcription", "started"): gettext_lazy("The phone provider transcribes"),
    ("transcription", "stopped"): gettext_lazy("The phone provider's transcription ended"),
    ("transcription", "error"): gettext_lazy("The phone provider could not transcribe"),
    ("transcription", "content"): gettext_lazy("The phone provider understood"),
}
"""What runs beside a call, by source and event."""
_STAGES: dict[str, Text] = {
    "silence": gettext_lazy("pause"),
    "recogniser": gettext_lazy("recognition"),
    "model": gettext_lazy("model"),
    "voice": gettext_lazy("voice"),
    "own": gettext_lazy("ours"),
}

_SOURCES: dict[str, Text] = {
    "callback": gettext_lazy("told by the phone provider"),
    "api": gettext_lazy("asked of the phone provider"),
    "create": gettext_lazy("answered by the phone provider"),
    "reconcile": gettext_lazy("found out by us"),
}

LATE = dt.timedelta(seconds=5)
"""A report that took longer than this says so."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a call."""

    at: dt.datetime
    label: Text
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of speech. `at` counts seconds from the answer, and `clock` says it as m:ss;
    `wait` is the seconds for which the person waited for it, "" where they did not, and `parts`
    says for whom. `sentiment` and `alert` tell how a person feels and what they want, where their
    words say so."""

    is_agent: bool
    text: str
    at: float
    clock: str
    interrupted: bool
    wait: str
    parts: str = ""
    sentiment: Text = ""
    tone: str = ""
    alert: Text = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about a call that a page shows in order. `usage` is what the model took."""

    moments: tuple[Moment, ...]
    lines: tuple[Said, ...]
    fault: str
    is_over: bool
    usage: Spent


def story_of(call: Call) -> Story:
    """The story of a call whose `trunk`, `turns` and `events` were read with it."""
    return Story(
        moments=tuple(sorted(_moments(call), key=lambda moment: moment.at)),
        lines=tuple(_said(turn) for turn in call.turns.all()),
        fault=fault(call.error_code, status=call.state, provider=call.trunk.provider),
        is_over=call.state not in ACTIVE,
        usage=usage_of(call),
    )


def usage_of(call: Call) -> Spent:
    """What the model took for the whole call; {} where none was asked."""
    return sum_of([turn.usage for turn in call.turns.all()])


def _moments(call: Call) -> list[Moment]:
    moments = [Moment(call.created_at, gettext_lazy("Planned"), _allowed(call))]
    if call.sent_at:
        moments.append(Moment(call.sent_at, gettext_lazy("Sent to the phone provider")))
    moments += [_told(event, provider=call.trunk.provider) for event in call.events.all()]
    if call.ended_at and not any(event.status == call.status for event in call.events.all()):
        label = STATUS_LABELS[call.state]
        moments.append(Moment(call.ended_at, label, tone=_TONES.get(call.state, "")))
    return moments


def _allowed(call: Call) -> str:
    """By which version of the rules the gate let it through."""
    version = str(call.gate.get("version", ""))
    if not version:
        return ""
    return gettext("Allowed by the calling rules, version {version}.").format(version=version)


def _told(event: CallEvent, *, provider: str) -> Moment:
    status = Status(event.status) if event.status in set(Status) else None
    if beside := _BESIDE.get((event.source, str(event.data.get("event", "")))):
        return Moment(event.occurred_at or event.received_at, beside, _reason(event, provider))
    if event.source == "page":
        told = " · ".join(str(event.data.get(name, "")) for name in ("text", "by"))
        return Moment(event.received_at, gettext_lazy("A colleague told the agent"), told, "info")
    if event.source in ("line", "amd"):
        label = _LINE.get(event.key, gettext_lazy("Found out who answered"))
        return Moment(event.occurred_at or event.received_at, label, _reason(event, provider))
    label = STATUS_LABELS[status] if status else gettext_lazy("Not in the provider's list")
    detail = str(_SOURCES.get(event.source, event.source))
    at = event.occurred_at or event.received_at
    late = event.received_at - at
    if late > LATE:
        detail = gettext("{source}, {seconds} s later").format(
            source=detail, seconds=round(late.total_seconds())
        )
    return Moment(at, label, detail, _TONES.get(status, "") if status else "")


def _reason(event: CallEvent, provider: str) -> str:
    """What belongs to an event: a code of the provider's as a sentence, else its own words."""
    if code := str(event.data.get("error_code", "")):
        return fault(code, status=Status.IN_PROGRESS, provider=provider)
    kept = {name: value for name, value in event.data.items() if name not in ("event", "party")}
    return str(next(iter(kept.values()), ""))


_SENTIMENTS: dict[str, tuple[Text, str]] = {
    "positive": (gettext_lazy("glad"), "success"),
    "negative": (gettext_lazy("unwilling"), "warning"),
    "neutral": ("", ""),
}
_ALERTS: dict[str, Text] = {
    "angry": gettext_lazy("angry"),
    "person_wanted": gettext_lazy("asks for a person"),
    "": "",
}


def _said(turn: Turn) -> Said:
    is_agent = turn.role == Turn.Role.AGENT
    mood = Mood("neutral") if is_agent else mood_of(turn.text)
    sentiment, tone = _SENTIMENTS[mood.sentiment]
    minutes, seconds = divmod(turn.said_at_ms // 1000, 60)
    wait = turn.latency_ms.get("total")
    return Said(
        is_agent=is_agent,
        text=turn.text,
        at=turn.said_at_ms / 1000,
        clock=f"{minutes}:{seconds:02}",
        interrupted=turn.interrupted,
        wait=f"{wait / 1000:.1f}" if wait else "",
        parts=" · ".join(
            f"{label} {turn.latency_ms[name]:.0f} ms"
            for name, label in _STAGES.items()
            if name in turn.latency_ms
        ),
        sentiment=sentiment,
        tone=tone,
        alert=_ALERTS[mood.alert],
    )
