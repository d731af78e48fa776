"""An append-only book in memory and, when it has a file, on disk."""

import json
from collections import Counter
from pathlib import Path
from typing import Any, TextIO

from simulator.clock import Clock

Entry = dict[str, Any]


class Ledger:
    """Each entry is one JSON object on one line, flushed before anyone hears of it.

    Entries have `n` (order), `kind`, `at` (wall, ISO 8601), `simulated` (seconds) and their own
    fields. Kinds: create, refuse, ring, answer, end, transfer_ring, error, started, speech.
    """

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self._clock = clock
        self._path = path
        self._entries: list[Entry] = []
        self._rings_by_token: Counter[str] = Counter()
        self._rings_by_number: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._speech: Counter[str] = Counter()
        self._file: TextIO | None = self._open(path) if path else None

    def append(self, kind: str, **fields: Any) -> Entry:
        entry: Entry = {
            "n": len(self._entries),
            "kind": kind,
            "at": self._clock.now().isoformat(timespec="milliseconds"),
            "simulated": round(self._clock.simulated(), 3),
            **fields,
        }
        if self._file is not None:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._file.flush()
        self._remember(entry)
        return entry

    def entries(self, kind: str = "", **fields: str) -> list[Entry]:
        """Entries of a kind (every kind when "") whose fields have exactly these values."""
        return [
            entry
            for entry in self._entries
            if (not kind or entry["kind"] == kind)
            and all(str(entry.get(name, "")) == value for name, value in fields.items())
        ]

    def rings_of(self, number: str) -> int:
        return self._rings_by_number[number]

    @property
    def spoken(self) -> Counter[str]:
        """`characters` that were ever spoken, and the `cost` of them."""
        return self._speech

    def summary(self) -> dict[str, Any]:
        """Counts of rings; `double_rings` is how many attempts rang more than once."""
        again = {token: rings for token, rings in self._rings_by_token.items() if rings > 1}
        numbers = {number: rings for number, rings in self._rings_by_number.items() if rings > 1}
        return {
            "rings": self._kinds["ring"],
            "double_rings": len(again),
            "double_rung_tokens": again,
            "numbers_rung": len(self._rings_by_number),
            "numbers_rung_again": numbers,
            "creates": self._kinds["create"],
            "refusals": self._kinds["refuse"],
            "errors": self._kinds["error"],
            "speeches": self._kinds["speech"],
            "characters": self._speech["characters"],
        }

    def clear(self) -> None:
        """Forgets everything, on disk too."""
        self._entries.clear()
        for counter in (self._rings_by_token, self._rings_by_number, self._kinds, self._speech):
            counter.clear()
        if self._file is not None:
            self._file.truncate(0)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _remember(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._kinds[entry["kind"]] += 1
        if entry["kind"] == "speech":
            self._speech.update(characters=entry["characters"], cost=entry["cost"])
        if entry["kind"] == "ring":
            self._rings_by_number[entry["to"]] += 1
            if entry["token"]:
                self._rings_by_token[entry["token"]] += 1

    def _open(self, path: Path) -> TextIO:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = path.read_text(encoding="utf-8") if path.exists() else ""
        whole = written[: written.rfind("\n") + 1]
        for line in whole.splitlines():
            self._remember(json.loads(line))
        file = path.open("a", encoding="utf-8")
        if whole != written:
            # A kill in the middle of a write leaves half a line, which nobody was told of.
            file.truncate(len(whole.encode()))
        return file
