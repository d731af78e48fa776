"""The client: one method for each thing that is done often, `request` for all the rest."""

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from callsys_client.errors import Problem

Row = dict[str, Any]

_PATIENCE_SECONDS = 60.0
"""How long a request is repeated that could not be answered, or came too often."""
_AGAIN = frozenset({429, 502, 503, 504})
_UNREAD = (httpx.ConnectError, httpx.TimeoutException, httpx.RemoteProtocolError, httpx.ReadError)


class Callsys:
    """One organisation's Callsys, opened by an API key.

    Every POST bears an Idempotency-Key, so a request that got no answer is sent again without
    harm. Raises Problem for an answer that says no, httpx.TransportError where nobody answers.
    """

    def __init__(
        self, url: str, *, key: str, seconds: float = 30, patience: float = _PATIENCE_SECONDS
    ) -> None:
        self._patience = patience
        self._http = httpx.Client(
            base_url=url.rstrip("/") + "/api/v1/",
            headers={"Authorization": f"Bearer {key}", "User-Agent": "callsys-client/1"},
            timeout=seconds,
        )

    def __enter__(self) -> "Callsys":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    # --- Any request ---------------------------------------------------------------------------

    def request(self, method: str, path: str, **options: Any) -> Any:
        """One operation, by its path below /api/v1/; the answer's JSON (None where empty).

        `options` are httpx's: `json`, `params`, `files`, `headers`. Safe methods, and POSTs by
        their key, are repeated while nobody answers; other edits are not.
        """
        headers = dict(options.pop("headers", {}))
        if method == "POST":
            headers.setdefault("Idempotency-Key", uuid.uuid4().hex)
        answer = self._patiently(method, path, headers=headers, **options)
        if answer.is_success:
            return answer.json() if answer.content else None
        try:
            document = answer.json()
        except ValueError:
            document = {"detail": answer.text[:200]}
        raise Problem(answer.status_code, document)

    def rows(self, path: str, **filters: Any) -> Iterator[Row]:
        """Every row of a list, page by page."""
        params: dict[str, Any] | None = {"page_size": 500} | filters
        following: str | None = path
        while following:
            page = self.request("GET", following, params=params)
            yield from page["results"]
            following, params = page.get("next"), None

    def _patiently(self, method: str, path: str, **options: Any) -> httpx.Response:
        until, pause = time.monotonic() + self._patience, 0.5
        repeatable = method in ("GET", "POST")
        while True:
            asked: Exception | None = None
            try:
                answer = self._http.request(method, path, **options)
                if answer.status_code not in _AGAIN or not repeatable:
                    return answer
                pause = float(answer.headers.get("Retry-After", pause))
            except _UNREAD as error:
                asked = error
            if not repeatable or time.monotonic() + pause > until:
                if asked is not None:
                    raise asked
                return answer
            time.sleep(pause)
            pause = min(pause * 2, 10)

    # --- People --------------------------------------------------------------------------------

    def import_file(self, path: str | Path, *, list_name: str = "", **options: Any) -> Row:
        """Upload a CSV or spreadsheet and wait until it is read; the import as it is then."""
        source = Path(path)
        with source.open("rb") as file:
            data = {"list_name": list_name or source.stem} | options
            made = self.request("POST", "imports/", data=data, files={"file": (source.name, file)})
        return self.follow_import(made["id"])

    def follow_import(self, number: int, *, every: float = 1.0) -> Row:
        """Wait until an import is over."""
        while True:
            row: Row = self.request("GET", f"imports/{number}/")
            if row["finished_at"]:
                return row
            time.sleep(every)

    def add_contact(self, *, phone: str, **fields: Any) -> Row:
        """A new contact."""
        made: Row = self.request("POST", "contacts/", json={"phone": phone} | fields)
        return made

    def suppress(self, phone: str, *, reason: str = "") -> Row:
        """Have nobody call this number any more."""
        made: Row = self.request("POST", "suppressions/", json={"phone": phone, "reason": reason})
        return made

    # --- Campaigns -----------------------------------------------------------------------------

    def campaigns(self, **filters: Any) -> Iterator[Row]:
        """All campaigns, newest first."""
        return self.rows("campaigns/", **filters)

    def create_campaign(self, **fields: Any) -> Row:
        """A new campaign, which calls nobody before it is started."""
        made: Row = self.request("POST", "campaigns/", json=fields)
        return made

    def start_campaign(self, number: int) -> Row:
        """Begin to call everybody on its lists: real phones ring."""
        return self._act(number, "start")

    def pause_campaign(self, number: int) -> Row:
        """Place no more calls for now."""
        return self._act(number, "pause")

    def resume_campaign(self, number: int) -> Row:
        """Go on calling."""
        return self._act(number, "resume")

    def cancel_campaign(self, number: int) -> Row:
        """Call nobody any more, for good."""
        return self._act(number, "cancel")

    def report(self, number: int) -> Row:
        """What came of a campaign, as things stand now."""
        row: Row = self.request("GET", f"reports/campaigns/{number}/")
        return row

    def follow_campaign(self, number: int, *, every: float = 5.0) -> Iterator[Row]:
        """Its report again and again, until it is over."""
        while True:
            yield self.report(number)
            status = self.request("GET", f"campaigns/{number}/")["status"]
            if status not in ("scheduled", "running"):
                return
            time.sleep(every)

    def _act(self, number: int, verb: str) -> Row:
        row: Row = self.request("POST", f"campaigns/{number}/{verb}/")
        return row
