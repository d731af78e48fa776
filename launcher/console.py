"""What a person sees: log lines with their process's name, and one live line below them.

What Callsys has to say goes to standard output; the processes' logs go to standard error.
"""

import sys
from typing import TextIO

COLOURS = (36, 32, 33, 35, 34, 96)
CLEAR_LINE = "\r\x1b[2K"


class Console:
    """One terminal, or the files that stand for it."""

    def __init__(self, names: list[str], out: TextIO = sys.stdout, err: TextIO = sys.stderr):
        self._out, self._err = out, err
        self._width = max(map(len, names), default=0)
        self._colours = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(names)}
        self._status = ""

    def say(self, text: str) -> None:
        """Print for good, above the live line."""
        self._erase()
        print(text, file=self._out, flush=True)
        self._draw()

    def log(self, name: str, line: str) -> None:
        """Print a process's line under its name."""
        self._erase()
        prefix = f"{name:<{self._width}} |"
        if self._err.isatty():
            prefix = f"\x1b[{self._colours.get(name, 37)}m{prefix}\x1b[0m"
        print(prefix, line, file=self._err, flush=True)
        self._draw()

    def status(self, line: str) -> None:
        """Change the live line: in place on a terminal, else printed when it changes."""
        if line == self._status:
            return
        self._erase()
        self._status = line
        if self._out.isatty():
            self._draw()
        else:
            print(line, file=self._out, flush=True)

    def _erase(self) -> None:
        if self._status and self._out.isatty():
            print(CLEAR_LINE, end="", file=self._out, flush=True)

    def _draw(self) -> None:
        if self._status and self._out.isatty():
            print(self._status, end="", file=self._out, flush=True)
