"""One command in the foreground: it has the terminal, and its exit code is ours."""

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from launcher.data import ROOT
from launcher.environment import Environment
from launcher.errors import LaunchError
from launcher.guard import Guard


def run_in_front(command: Sequence[str | Path], environment: Environment, guard: Guard) -> int:
    """Run it to its end. Ctrl-C reaches it by the terminal; SIGTERM is passed on."""
    process = subprocess.Popen(list(map(str, command)), env=environment, cwd=ROOT)

    def pass_on(number: int, frame: FrameType | None) -> None:
        del frame
        process.send_signal(number)

    guard.watch(process.pid)
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
        signal.SIGTERM: signal.signal(signal.SIGTERM, pass_on),
        signal.SIGHUP: signal.signal(signal.SIGHUP, pass_on),
    }
    try:
        code = process.wait()
    finally:
        guard.forget(process.pid)
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def output_of(command: Sequence[str], environment: Environment, guard: Guard) -> str:
    """What a short command prints; raises LaunchError, with all it said, when it fails."""
    with subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        guard.watch(process.pid)
        try:
            out, err = process.communicate()
        except KeyboardInterrupt:
            process.terminate()
            raise
        finally:
            guard.forget(process.pid)
    if process.returncode:
        raise LaunchError(f"`{' '.join(command[1:])}` failed:\n{out}{err}")
    return out
