"""The picture of a recording: how loud each voice is, as SVG draws it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

_MIDDLE = 50


@dataclass(frozen=True, slots=True)
class Wave:
    """One voice as a path in a box of `width` × 100."""

    path: str
    width: int


def waves_of(peaks: Sequence[Sequence[int]]) -> list[Wave]:
    """One voice grows both ways from the middle; of two, the first grows up and the second down."""
    if len(peaks) == 1:
        return [_wave(peaks[0], up=1, down=1)]
    return [_wave(each, up=1 - place, down=place) for place, each in enumerate(peaks[:2]) if each]


def _wave(track: Sequence[int], *, up: int, down: int) -> Wave:
    bars = []
    for place, value in enumerate(track):
        half = max(1, value // 2 - 2)
        top, height = _MIDDLE - half * up, half * (up + down)
        bars.append(f"M{place * 3} {top}h2v{height}h-2z")
    return Wave("".join(bars), len(track) * 3)
