"""What every line of one account shares: its calls, its recordings, its webhooks."""

from simulator.twilio.call import Call
from simulator.twilio.courier import Courier
from simulator.twilio.errors import TwilioError
from simulator.twilio.recordings import Recordings
from simulator.world import World


class CallBook:
    """All of an account's calls, live and over."""

    def __init__(self, account_sid: str) -> None:
        self._account_sid = account_sid
        self._all: dict[str, Call] = {}
        self._by_callee: dict[str, list[Call]] = {}

    def keep(self, call: Call) -> None:
        self._all[call.sid] = call
        self._by_callee.setdefault(call.to, []).append(call)

    def get(self, sid: str) -> Call | None:
        return self._all.get(sid)

    def find(self, sid: str) -> Call:
        """The call of that identifier; raises TwilioError 20404."""
        if call := self._all.get(sid):
            return call
        path = f"/2010-04-01/Accounts/{self._account_sid}/Calls/{sid}.json"
        raise TwilioError(20404, 404, f"The requested resource {path} was not found")

    def newest_first(self, callee: str = "") -> list[Call]:
        calls = self._by_callee.get(callee, []) if callee else list(self._all.values())
        return calls[::-1]

    def forget(self, call: Call) -> None:
        self._all.pop(call.sid, None)
        self._by_callee[call.to].remove(call)

    def clear(self) -> None:
        self._all.clear()
        self._by_callee.clear()


class Office:
    """One account at the telephone company."""

    def __init__(self, world: World) -> None:
        settings = world.settings
        self.world = world
        self.calls = CallBook(settings.account_sid)
        self.courier = Courier(world, settings.auth_token)
        origin = f"http://{settings.host}:{settings.port}"
        self.recordings = Recordings(world, self.courier, origin)
