"""`python -m simulator`: the world, served until it is told to stop."""

import socket
import sys
from dataclasses import replace

import uvicorn

from simulator.app import build_app
from simulator.settings import read_settings


def main() -> None:
    settings = read_settings(sys.argv[1:])
    listener = socket.create_server((settings.host, settings.port), backlog=2048)
    # A port of 0 is only known now, and recordings are addressed by it.
    settings = replace(settings, port=listener.getsockname()[1])
    config = uvicorn.Config(
        build_app(settings),
        log_level="warning",
        access_log=False,
        # Live calls are part of the world: they end with it instead of holding it open.
        timeout_graceful_shutdown=1,
    )
    sys.stdout.write(f"simulator on http://{settings.host}:{settings.port}\n")
    sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
