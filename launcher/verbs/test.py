"""./dev test"""

import sys

from launcher.foreground import run_in_front
from launcher.messages import compile_messages
from launcher.world import throwaway


def main(arguments: list[str]) -> int:
    """Run pytest; arguments are passed on, `--long` among them. Its closing line is the last."""
    compile_messages()
    with throwaway() as world:
        command = [sys.executable, "-m", "pytest", "-n", "auto", *arguments]
        return run_in_front(command, world.environment, world.guard)
