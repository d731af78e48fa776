"""The verbs of ./dev, and what each needs installed. Standard library only."""

from dataclasses import dataclass

NOTHING: tuple[str, ...] = ()
RUN = ("requirements.txt", "requirements-dev.txt")
DEVELOP = ("requirements-dev.txt",)


@dataclass(frozen=True)
class Verb:
    """One verb. `needs`: locks of which any one suffices, the first being the one installed."""

    summary: str
    needs: tuple[str, ...]


VERBS: dict[str, Verb] = {
    "run": Verb("start everything and serve until Ctrl-C (--once, --speed F)", RUN),
    "test": Verb("run the tests on servers of their own; arguments go to pytest", DEVELOP),
    "check": Verb("format, lint, types, import contracts, migrations, deployment checks", DEVELOP),
    "format": Verb("format the code and sort its imports", DEVELOP),
    "bench": Verb("run one benchmark by name; without a name, list them", DEVELOP),
    "chaos": Verb("kill everything at random while a campaign runs (--kills N --seed S)", DEVELOP),
    "manage": Verb("Django's manage.py, with the servers up", RUN),
    "servers": Verb("keep PostgreSQL and Redis up until Ctrl-C, and print their addresses", RUN),
    "messages": Verb("collect texts to translate, and compile the translations", RUN),
    "lock": Verb("make requirements*.txt anew from requirements*.in", DEVELOP),
    "stop": Verb("stop the servers of this data folder", RUN),
    "reset": Verb("delete the data folder: database, media, secrets (--yes)", RUN),
    "help": Verb("this list", NOTHING),
}
