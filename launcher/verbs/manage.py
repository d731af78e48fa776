"""./dev manage …"""

import sys

from launcher.foreground import run_in_front
from launcher.world import development


def main(arguments: list[str]) -> int:
    """Run Django's manage.py with the servers up."""
    with development() as world:
        command = [sys.executable, "manage.py", *arguments]
        return run_in_front(command, world.environment, world.guard)
