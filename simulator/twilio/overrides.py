"""How a webhook is delivered, read from its address's fragment (`#rc=3&rp=5xx,rt`)."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag

_RANGES = {"ct": (100, 10000), "rt": (100, 15000), "tt": (100, 15000), "rc": (0, 5)}
_POLICIES = frozenset(("4xx", "5xx", "ct", "rt", "all"))


@dataclass(frozen=True, slots=True)
class Delivery:
    """Timeouts in wall milliseconds: they bound the system under test, whatever the speed."""

    url: str
    connect: int = 5000
    read: int = 15000
    total: int = 15000
    retries: int = 1
    policies: frozenset[str] = frozenset(("ct",))

    def again_after(self, failure: str) -> bool:
        """Whether a failure (`ct`, `rt`, `4xx` or `5xx`) is tried again."""
        return failure in self.policies or "all" in self.policies


def read_delivery(url: str) -> Delivery:
    """The address without its fragment, and what the fragment asks; nonsense is ignored."""
    bare, fragment = urldefrag(url)
    numbers: dict[str, int] = {}
    policies = frozenset(("ct",))
    for name, value in parse_qsl(fragment):
        if name == "rp":
            policies = frozenset(value.split(",")) & _POLICIES or policies
        elif name in _RANGES and value.isdigit():
            least, most = _RANGES[name]
            numbers[name] = min(max(int(value), least), most)
    return Delivery(
        url=bare,
        connect=numbers.get("ct", 5000),
        read=numbers.get("rt", 15000),
        total=numbers.get("tt", 15000),
        retries=numbers.get("rc", 1),
        policies=policies,
    )
