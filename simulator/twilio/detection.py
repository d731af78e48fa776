"""Answering machine detection: the verdict, and when it comes."""

from dataclasses import dataclass

from simulator.faults import Fault
from simulator.people import Pickup
from simulator.twilio.parameters import Instructions

_THINKS = 4.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """`after` is simulated seconds from the answer; `answered_by` Twilio's word."""

    answered_by: str
    after: float


def detect(pickup: Pickup, told: Instructions, fault: Fault | None) -> Verdict | None:
    """What detection will say, or None when it is off or never speaks."""
    mode = told["MachineDetection"]
    # Twilio ignores detection on a call that dials an extension.
    if not mode or told["SendDigits"]:
        return None
    verdict = _undisturbed(pickup, mode)
    limit = told.seconds("MachineDetectionTimeout", 30)
    if verdict.after > limit:
        verdict = Verdict("unknown", limit)
    if fault is None:
        return verdict
    if fault.kind == "amd_never":
        return None
    if fault.kind == "amd_verdict":
        return Verdict(fault.value, verdict.after)
    return Verdict(verdict.answered_by, verdict.after + fault.seconds)


def _undisturbed(pickup: Pickup, mode: str) -> Verdict:
    if pickup.answered_by == "machine":
        if mode == "Enable":
            return Verdict("machine_start", _THINKS)
        return Verdict(f"machine_end_{pickup.ending}", pickup.greeting + 1)
    return Verdict(pickup.answered_by, _THINKS - 1)
