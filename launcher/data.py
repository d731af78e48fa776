"""Where a launch keeps what it must not lose: one data folder, and the secrets in it."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.account import SERVERS_RUN_AS
from launcher.errors import LaunchError

ROOT = Path(__file__).resolve().parent.parent
SHARED_STATE = Path("/var/lib/callsys")


@dataclass(frozen=True)
class Secrets:
    """Made once for each data folder, so that nothing here has a known password."""

    secret_key: str
    postgres: str
    redis: str
    simulator: str


@dataclass(frozen=True)
class Data:
    """One data folder."""

    folder: Path

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def metrics(self) -> Path:
        return self.folder / "metrics"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def rings(self) -> Path:
        return self.folder / "rings.jsonl"

    @property
    def servers(self) -> Path:
        """Where the servers' files lie.

        Started by root they run as another user, who may not enter a closed folder such as
        /root: then they lie in a folder of the machine's, named after this one.
        """
        if SERVERS_RUN_AS is None or open_to_all(self.folder.parent):
            return self.folder
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return SHARED_STATE / name

    def make(self) -> "Data":
        """Create what is missing; only its owner may read what is in it."""
        closed = 0o700 if SERVERS_RUN_AS is None else 0o711
        try:
            for folder, mode in [
                (self.folder, closed),
                (self.servers, closed),
                (self.media, 0o700),
                (self.logs, 0o700),
                (self.metrics, 0o700),
            ]:
                folder.mkdir(mode=mode, parents=True, exist_ok=True)
            self.folder.chmod(closed)
            self.rings.touch(mode=0o600)
        except PermissionError as error:
            raise LaunchError(
                f"{error.filename} belongs to another user. Run as that user, or set "
                "CALLSYS_DATA to a folder of your own."
            ) from error
        return self

    def secrets(self) -> Secrets:
        """Read this folder's secrets; the first time, make them."""
        path = self.folder / "secrets.json"
        with self.lock("secrets.lock"):
            if not path.exists():
                made = {
                    "secret_key": secrets.token_urlsafe(50),
                    "postgres": secrets.token_urlsafe(24),
                    "redis": secrets.token_urlsafe(24),
                    "simulator": secrets.token_hex(16),
                }
                write_privately(path, json.dumps(made))
            return Secrets(**json.loads(path.read_text()))

    @contextlib.contextmanager
    def lock(self, name: str, *, wait: bool = True) -> Iterator[None]:
        """Hold one of this folder's locks; raises BlockingIOError where it does not wait."""
        with (self.folder / name).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            yield

    def delete(self) -> None:
        """Remove the folder, and the servers' where it lies elsewhere."""
        for folder in {self.servers, self.folder}:
            shutil.rmtree(folder, ignore_errors=True)


def open_to_all(path: Path) -> bool:
    """Whether any user may enter this folder and all that hold it."""
    return all(step.stat().st_mode & 0o001 for step in [path, *path.parents] if step.exists())


def write_privately(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner alone."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(text)
    draft.replace(path)


def default_data() -> Data:
    """The data folder of this checkout: `.callsys`, or what CALLSYS_DATA names."""
    return Data(Path(os.environ.get("CALLSYS_DATA") or ROOT / ".callsys").expanduser().resolve())
