"""./dev stop"""

from launcher.data import default_data
from launcher.servers import stop_unused


def main(arguments: list[str]) -> int:
    """Stop servers that were left running; those in use stay."""
    del arguments
    data = default_data()
    if not data.folder.exists() or stop_unused(data):
        print("Nothing runs here.")
        return 0
    print("Another ./dev uses the servers: stop it with Ctrl-C, and they stop too.")
    return 1
