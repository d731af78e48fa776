"""The tools on offer, and calls to them that fit their own schemas."""

from dataclasses import dataclass
from typing import Any

from simulator.mind.schema import fill

Schema = dict[str, Any]
# What we mean → the words by which a disposition is offered, best first.
_DISPOSITIONS: dict[str, tuple[str, ...]] = {
    "agreed": (
        "goal_met", "success", "agreed", "interested", "completed", "accepted", "confirmed", "sale",
        "appointment", "promise", "answered", "resolved", "positive", "yes",
    ),
    "refused": ("not_interested", "refused", "declined", "rejected", "negative", "no"),
    "opt_out": ("opt_out", "opted_out", "do_not_call", "dnc", "removed", "not_interested"),
    "callback": ("callback", "call_back", "reschedule", "follow_up", "later", "talked"),
    "wrong_number": ("wrong_number", "wrong_person", "wrong", "invalid"),
    "voicemail": ("voicemail", "machine", "left_message", "no_answer"),
    "unclear": (
        "unclear", "talked", "inconclusive", "no_answer", "unknown", "other", "incomplete",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """The functions that a request offers, by name."""

    schemas: dict[str, Schema]

    def __contains__(self, name: str) -> bool:
        return name in self.schemas

    def arguments(self, name: str, wanted: dict[str, Any]) -> dict[str, Any]:
        """`wanted` as far as the tool's schema knows it, what else it requires filled in."""
        schema = self.schemas[name]
        properties = schema.get("properties", {})
        if "disposition" in wanted:
            for key in ("disposition", "outcome", "result", "reason"):
                if key in properties and "enum" in properties[key]:
                    fitting = disposition_among(properties[key]["enum"], wanted["disposition"])
                    wanted = {**wanted, key: fitting}
                    break
        known = {key: value for key, value in wanted.items() if key in properties}
        for key in schema.get("required", ()):
            if key not in known:
                detail = str(wanted.get("detail", wanted.get("reason", "")))
                known[key] = fill(properties.get(key, {}), schema, detail, key)
        return known


def read_tools(tools: list[dict[str, Any]]) -> Offered:
    functions = [tool["function"] for tool in tools if tool.get("type") == "function"]
    return Offered({each["name"]: each.get("parameters") or {} for each in functions})


def disposition_among(options: list[Any], meant: str) -> Any:
    """The option that says best what is meant: agreed, refused, opt_out, callback …"""
    for word in _DISPOSITIONS.get(meant, ()):
        exact = [option for option in options if str(option).lower() == word]
        partly = [
            option
            for option in options
            if word in str(option).lower() and not str(option).lower().startswith("not_")
        ]
        if found := exact or partly:
            return found[0]
    return next((option for option in options if "other" in str(option)), options[-1])
