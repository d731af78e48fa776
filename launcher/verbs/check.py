"""./dev check"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.data import ROOT
from launcher.environment import Environment, production_environment
from launcher.messages import compile_messages
from launcher.world import throwaway


@dataclass(frozen=True)
class Step:
    """One question, and the command whose exit code answers it."""

    question: str
    command: Sequence[str]
    environment: Environment


def main(arguments: list[str]) -> int:
    """Ask every question, print each verdict; non-zero when any answer is no."""
    del arguments
    compile_messages()
    with throwaway() as world:
        failed = [step.question for step in _steps(world.environment) if not _holds(step)]
    print(f"Failed: {', '.join(failed)}" if failed else "All holds.")
    return 1 if failed else 0


def _steps(environment: Environment) -> list[Step]:
    module = (sys.executable, "-m")
    manage = (sys.executable, "manage.py")
    lint_imports = Path(sys.executable).with_name("lint-imports")
    production = production_environment(environment["DATABASE_URL"], environment["REDIS_URL"])
    deploy = ("check", "--deploy", "--fail-level", "WARNING")
    return [
        Step("format", [*module, "ruff", "format", "--check", ".", "dev"], environment),
        Step("lint", [*module, "ruff", "check", ".", "dev"], environment),
        Step("types", [*module, "mypy", "."], environment),
        Step("import contracts", [sys.executable, str(lint_imports)], environment),
        Step("migrations", [*manage, "makemigrations", "--check", "--dry-run"], environment),
        Step("deployment", [*manage, *deploy], production),
    ]


def _holds(step: Step) -> bool:
    done = subprocess.run(
        step.command,
        cwd=ROOT,
        env=step.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {step.question}", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0
