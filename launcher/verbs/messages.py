"""./dev messages"""

import shutil
import sys

from launcher.data import ROOT
from launcher.foreground import run_in_front
from launcher.messages import compile_messages
from launcher.world import development

IGNORED = (".venv/*", ".callsys/*", "bench/*", "simulator/*", "launcher/*", "*/tests/*")


def main(arguments: list[str]) -> int:
    """Collect the texts to translate into locale/ (needs gettext), and compile all."""
    if shutil.which("xgettext"):
        ignored = [word for pattern in IGNORED for word in ("--ignore", pattern)]
        command = [sys.executable, "manage.py", "makemessages", "--locale", "es"]
        layout = ["--no-obsolete", "--no-wrap", "--add-location", "file"]
        with development() as world:
            code = run_in_front(
                [*command, *layout, *ignored, *arguments], world.environment, world.guard
            )
        if code:
            return code
    else:
        print("gettext is not installed: texts are not collected, only compiled.")
    for path in compile_messages():
        print(f"Compiled {path.relative_to(ROOT)}")
    return 0
