"""Which ports to listen on: the wanted one, or a free one where it is taken."""

import socket

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of the machine's own address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    with socket.socket() as caller:
        return caller.connect_ex((LOOPBACK, port)) != 0


def any_free() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def free_port(wanted: int) -> int:
    """The wanted port, or another where it is taken; 0 asks for any."""
    return wanted if wanted and is_free(wanted) else any_free()


def choose(wanted: dict[str, int]) -> tuple[list[int], list[str]]:
    """A port for each name, all different, and what to say about those that were taken."""
    chosen: list[int] = []
    moved: list[str] = []
    for name, port in wanted.items():
        found = free_port(port)
        while found in chosen:
            found = any_free()
        chosen.append(found)
        if port not in (0, found):
            moved.append(f"Port {port} is taken: {found} instead ({name}).")
    return chosen, moved
