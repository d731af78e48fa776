"""As whom the embedded servers run: PostgreSQL refuses to run as root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Account:
    """A user of the machine without rights of its own."""

    uid: int
    gid: int


def unprivileged() -> Account | None:
    """`nobody` when we are root; None when we are anybody else and no change is needed."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid % 2**32, entry.pw_gid % 2**32)


SERVERS_RUN_AS = unprivileged()


def run_as(account: Account | None) -> dict[str, Any]:
    """The arguments that make `subprocess` run something as this account."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def give(path: Path, account: Account | None) -> None:
    """Make one file or folder this account's."""
    if account is not None:
        os.chown(path, account.uid, account.gid)
