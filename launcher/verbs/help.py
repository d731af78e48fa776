"""./dev help"""

from launcher.registry import VERBS


def main(arguments: list[str]) -> int:
    """List every verb in one line each."""
    del arguments
    width = max(map(len, VERBS))
    for name, verb in VERBS.items():
        print(f"./dev {name:<{width}}  {verb.summary}")
    return 0
