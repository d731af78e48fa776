"""kill -9 of a dialer while a campaign runs: the supervisor restarts it, nobody is rung twice
and nobody is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.early


def test_killing_a_dialer_rings_nobody_twice_and_loses_nobody(tmp_path: Path):
    command = [sys.executable, "-m", "launcher", "chaos", "--kills", "2", "--only", "kill dialer"]
    done = subprocess.run(
        [*command, "--people", "25", "--speed", "100", "--small"],
        cwd=ROOT,
        env=os.environ | {"CALLSYS_DATA": str(tmp_path / "data"), "UNKNOWN_GRACE_SECONDS": "5"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["double_rings"], result["lost"]) == (0, 0)
    assert result["rings"] >= 25
