"""./dev format"""

import subprocess
import sys

from launcher.data import ROOT


def main(arguments: list[str]) -> int:
    """Sort imports, mend what can be mended without a thought, and format."""
    ruff = (sys.executable, "-m", "ruff")
    paths = arguments or [".", "dev"]
    subprocess.run([*ruff, "check", "--fix-only", "--quiet", *paths], cwd=ROOT, check=False)
    return subprocess.run([*ruff, "format", *paths], cwd=ROOT, check=False).returncode
