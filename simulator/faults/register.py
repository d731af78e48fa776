"""The faults that are set now, and whose turn it is."""

import random

from simulator.faults.kinds import SEAMS, Fault


class Faults:
    """Asked at every seam; the first fault that concerns the moment strikes."""

    def __init__(self, seed: int) -> None:
        self._set: dict[str, list[Fault]] = {seam: [] for seam in SEAMS}
        self._random = random.Random(seed)

    def add(self, fault: Fault) -> None:
        self._set[fault.seam].append(fault)

    def take(self, seam: str, *, number: str = "", path: str = "", event: str = "") -> Fault | None:
        """The fault that strikes here and now, counted as struck; None for a quiet moment."""
        for fault in self._set[seam]:
            if not fault.concerns(number=number, path=path, event=event):
                continue
            if fault.probability < 1 and self._random.random() >= fault.probability:
                continue
            fault.struck += 1
            return fault
        return None

    def listed(self) -> list[Fault]:
        return [fault for faults in self._set.values() for fault in faults]

    def clear(self) -> None:
        for faults in self._set.values():
            faults.clear()
