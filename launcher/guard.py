"""What happens when ./dev itself is killed: a second process ends what it had started.

The guard reads lines from its parent (`+PID` to watch, `-PID` to forget; a negative PID is a
process group, as for kill(2)). When the pipe closes, the parent is gone, however it went: the
guard ends all that it watches, and the servers if nobody else uses them. A parent that has
cleaned up by itself says `done`. It works alike on Linux and macOS, and reaches grandchildren.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from launcher.data import Data

GRACE_SECONDS = 3.0


class Guard:
    """The parent's side."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def watch(self, pid: int) -> None:
        """End this process (or group, when negative) should we be killed."""
        self._tell(f"+{pid}")

    def forget(self, pid: int) -> None:
        """It has ended."""
        self._tell(f"-{pid}")

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            print(line, file=self._process.stdin, flush=True)


@contextlib.contextmanager
def guarded(data: Data) -> Iterator[Guard]:
    """A guard for as long as this lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher.guard", str(data.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        text=True,
    )
    try:
        yield Guard(process)
    finally:
        process.communicate("done\n")


def main(folder: str) -> None:
    """The guard's side: read until the parent is gone, then clean up after it."""
    watched: set[int] = set()
    for line in sys.stdin:
        if line == "done\n":
            return
        change, pid = line[0], int(line[1:])
        if change == "+":
            watched.add(pid)
        else:
            watched.discard(pid)
    end(watched)
    environment = os.environ | {"CALLSYS_DATA": folder}
    subprocess.run([sys.executable, "-m", "launcher", "stop"], env=environment, check=False)


def end(pids: set[int]) -> None:
    """SIGTERM, some seconds of grace, SIGKILL."""
    for pid in pids:
        send(pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and any(send(pid, 0) for pid in pids):
        time.sleep(0.05)
    for pid in pids:
        send(pid, signal.SIGKILL)


def send(pid: int, number: int) -> bool:
    """Send a signal (0 only asks); whether anybody was there to get it."""
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1])
