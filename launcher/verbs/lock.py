"""./dev lock"""

import subprocess
import sys

from launcher.data import ROOT

LOCKS = ("requirements", "requirements-dev", "requirements-voice")


def main(arguments: list[str]) -> int:
    """Make the locks anew; `--upgrade` takes the newest versions that the ranges allow."""
    for name in LOCKS:
        subprocess.run(
            [
                *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"),
                *("--generate-hashes", "--python-version", "3.11"),
                *("--custom-compile-command", "./dev lock"),
                *(f"{name}.in", "--output-file", f"{name}.txt", *arguments),
            ],
            cwd=ROOT,
            check=True,
        )
    return 0
