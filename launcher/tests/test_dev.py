"""`./dev` itself, run as a person runs it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.data import ROOT
from launcher.registry import VERBS

PLAIN_PATH = {"PATH": f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin"}


def dev(*arguments: str, root: Path = ROOT, cwd: Path = ROOT, path: dict[str, str] | None = None):
    return subprocess.run(
        [str(root / "dev"), *arguments],
        cwd=cwd,
        env={"HOME": os.environ.get("HOME", "/"), **(path or PLAIN_PATH)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The launcher alone, in a path with a space, without an environment."""
    root = tmp_path / "my callsys"
    shutil.copytree(ROOT / "launcher", root / "launcher", ignore=shutil.ignore_patterns("tests"))
    shutil.copy(ROOT / "dev", root)
    return root


def test_help_lists_every_verb_in_one_line_each():
    lines = dev("help").stdout.splitlines()
    assert [line.split()[1] for line in lines] == list(VERBS)
    assert all(len(line) <= 100 for line in lines)


def test_every_verb_has_a_file():
    files = {path.stem for path in (ROOT / "launcher" / "verbs").glob("*.py")}
    assert files - {"__init__"} == set(VERBS)


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_without_a_verb_it_helps(arguments):
    assert dev(*arguments).stdout == dev("help").stdout


def test_it_says_so_when_it_does_not_know_a_verb():
    done = dev("dance")
    assert done.returncode == 2
    assert "./dev help" in done.stderr


def test_help_needs_no_environment_and_works_from_anywhere(copy: Path, tmp_path: Path):
    done = dev("help", root=copy, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "./dev run" in done.stdout
    assert not (copy / ".venv").exists()


def test_it_finds_a_python_that_has_only_its_full_name(copy: Path, tmp_path: Path):
    folder = tmp_path / "bin"
    folder.mkdir()
    name = f"python3.{sys.version_info.minor}"
    (folder / name).symlink_to(Path(sys.executable).resolve())
    done = dev("help", root=copy, path={"PATH": str(folder)})
    assert done.returncode == 0, done.stderr


def test_it_passes_over_a_python_that_is_too_old(copy: Path, tmp_path: Path):
    old = tmp_path / "bin" / "python3"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = dev("help", root=copy, path={"PATH": str(old.parent)})
    assert done.returncode == 1
    assert "Callsys needs Python 3.11 or newer" in done.stderr
