"""What a benchmark says at its end: a table for people and, as its last line, one JSON object."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Row:
    """One thing measured twice in one run: by us, and by the baseline beside us.

    `ratio` is ours ÷ baseline. `goal` says in words what `holds` was decided by.
    """

    what: str
    unit: str
    ours: float
    baseline: float | None
    baseline_name: str
    goal: str
    holds: bool
    ratio: float | None = field(init=False)

    def __post_init__(self) -> None:
        ratio = self.ours / self.baseline if self.baseline else None
        object.__setattr__(self, "ratio", None if ratio is None else round(ratio, 3))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 … 1) of `values` do not exceed. Raises on an empty sequence."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def median_and_spread(values: Sequence[float]) -> tuple[float, float]:
    """The median, and the largest distance from it as a share of it."""
    middle = statistics.median(values)
    return middle, max(abs(value - middle) for value in values) / middle if middle else 0.0


def finish(bench: str, rows: Sequence[Row]) -> None:
    """Print the table and the JSON line. Never exits with an error because something is slow."""
    for row in rows:
        beside = "" if row.baseline is None else f" · {row.baseline_name} {row.baseline:,.3g}"
        ratio = "" if row.ratio is None else f" · × {row.ratio:,.2f}"
        sign = "holds" if row.holds else "FALLS SHORT"
        print(f"{row.what}: {row.ours:,.4g} {row.unit}{beside}{ratio} · {row.goal}: {sign}")
    result = {
        "bench": bench,
        "rows": [asdict(row) for row in rows],
        "holds": all(row.holds for row in rows),
    }
    print(json.dumps(result, ensure_ascii=False))
