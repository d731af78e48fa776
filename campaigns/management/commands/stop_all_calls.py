"""`manage.py stop_all_calls REASON`: place no call any more, of anybody; `--lift` ends it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.emergency import lift_stop, order_stop
from lib.errors import DomainError


class Command(BaseCommand):
    help = "Stop all calls of this installation, for a reason; --lift lets them go on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reason", nargs="?", default="")
        parser.add_argument("--lift", action="store_true", help="let calls go on")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["lift"]:
                lift_stop(user=None)
            else:
                order_stop(reason=options["reason"], user=None)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Calls go on." if options["lift"] else "All calls are stopped.")
