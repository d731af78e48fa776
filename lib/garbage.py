"""How a process that must not pause collects its garbage."""

import gc

_YOUNG, _MIDDLE, _OLD = 20_000, 20, 100
"""Python's own 700, 10, 10 walk everything that stands (Django's own objects, some hundred
thousand) several times a minute: tens of milliseconds, in the middle of somebody's sentence."""


def collect_rarely() -> None:
    """What stands now is never looked at again; what comes is, but in larger portions.

    For a process that has imported all it needs. Objects are freed by their reference counts as
    ever: only cycles wait longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
