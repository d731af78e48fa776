"""./dev servers"""

import contextlib
import signal

from launcher.world import development


def main(arguments: list[str]) -> int:
    """Keep the servers up and print what to export to use them, until Ctrl-C."""
    del arguments
    with development() as world:
        for name in ("DATABASE_URL", "REDIS_URL"):
            print(f"export {name}={world.environment[name]}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0
