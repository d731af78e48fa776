"""Named places at which a chaos run may end this process, to see what is left behind.

Outside a chaos run (`CALLSYS_SEAMS` is not set) a seam costs one comparison and does nothing.
In one, the run arms a seam by a file of its name; the first process to come by takes the file,
writes itself into `hits`, and ends as by kill -9.
"""

import os
import signal
from pathlib import Path

_FOLDER = os.environ.get("CALLSYS_SEAMS", "")

SEAMS = (
    "before_claim",
    "after_claim",
    "after_intent",
    "after_sending_mark",
    "before_post",
    "after_post",
    "before_record",
    "after_record",
    "before_ack",
    "before_settle",
    "during_settle",
    "after_settle",
)


def seam(name: str) -> None:
    """End here, by SIGKILL, if a chaos run has armed this seam."""
    if _FOLDER:
        _end_if_armed(Path(_FOLDER), name)


def _end_if_armed(folder: Path, name: str) -> None:
    try:
        (folder / name).unlink()
    except FileNotFoundError:
        return
    with (folder / "hits").open("a") as hits:
        hits.write(f"{name}\n")
    os.kill(os.getpid(), signal.SIGKILL)
