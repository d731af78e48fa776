"""./dev bench"""

import ast
import sys

from launcher.data import ROOT
from launcher.foreground import run_in_front
from launcher.world import development

FOLDER = ROOT / "bench"


def main(arguments: list[str]) -> int:
    """Run one benchmark with the servers up; without a name, list them."""
    known = _benches()
    if not arguments:
        for name, summary in known.items():
            print(f"./dev bench {name}  {summary}")
        return 0
    name, *rest = arguments
    if name not in known:
        print(f"No benchmark is called {name!r}; ./dev bench lists them.", file=sys.stderr)
        return 2
    with development() as world:
        command = [sys.executable, "-m", f"bench.{name}", *rest]
        return run_in_front(command, world.environment, world.guard)


def _benches() -> dict[str, str]:
    """Name → first line of its description: files and packages that can be run."""
    files = {path.stem: path for path in FOLDER.glob("*.py")}
    packages = {path.parent.name: path for path in FOLDER.glob("*/__main__.py")}
    found = {}
    for name, path in sorted((files | packages).items()):
        source = path.read_text(encoding="utf-8")
        if not name.startswith("_") and '__name__ == "__main__"' in source:
            found[name] = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    return found
