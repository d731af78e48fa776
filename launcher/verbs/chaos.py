"""./dev chaos"""

import os
import sys

from launcher import ports
from launcher.data import Data, default_data
from launcher.environment import Ports, addresses, environment_of_tests
from launcher.foreground import output_of, run_in_front
from launcher.guard import guarded
from launcher.processes import python
from launcher.servers import servers_of
from launcher.world import stop_like_ctrl_c

HURRIED = {
    "POLL_AFTER_SECONDS": "5",
    "RECONCILE_SECONDS": "5",
    "SIMULATOR_CALLS_PER_SECOND": "100",
    "SIMULATOR_MAX_CONCURRENT": "500",
    "SIMULATOR_CPS": "1000",
    "LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "callsys.settings",
}


def main(arguments: list[str]) -> int:
    """Kill, stop and restart everything while a campaign runs; then compare the books."""
    stop_like_ctrl_c()
    data = Data(default_data().make().folder / "chaos")
    data.delete()
    data.make()
    try:
        with guarded(data) as guard, servers_of(data) as servers:
            seams = data.folder / "seams"
            seams.mkdir(exist_ok=True)
            free = Ports(*(ports.free_port(0) for _each in range(4)))
            environment = (
                environment_of_tests(servers.database_url, servers.redis_url, data)
                | addresses(free, data)
                | HURRIED
                | {"UNKNOWN_GRACE_SECONDS": os.environ.get("UNKNOWN_GRACE_SECONDS", "120")}
                | {"CALLSYS_SEAMS": str(seams), "CALLSYS_DATA": str(data.folder)}
            )
            output_of(
                python("manage.py", "migrate", "-v", "0", "--skip-checks"), environment, guard
            )
            return run_in_front([sys.executable, "-m", "chaos", *arguments], environment, guard)
    finally:
        data.delete()
