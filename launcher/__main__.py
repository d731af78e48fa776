"""`python -m launcher VERB …`: finds the verb's file and runs it."""

import importlib
import sys

from launcher.errors import LaunchError
from launcher.registry import VERBS


def main(arguments: list[str]) -> int:
    """Run one verb; returns the exit code of ./dev."""
    name, *rest = arguments or ["help"]
    if name in ("-h", "--help"):
        name = "help"
    if name not in VERBS:
        print(f"./dev knows no verb {name!r}; ./dev help lists them.", file=sys.stderr)
        return 2
    verb = importlib.import_module(f"launcher.verbs.{name}")
    try:
        return int(verb.main(rest))
    except LaunchError as error:
        print(f"./dev {name}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
