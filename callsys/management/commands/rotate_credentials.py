"""`rotate_credentials`: seal every stored secret anew, after a key was put before the others."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.second_factor import renew_second_factors
from lib.sealing import Unreadable, renew_all


class Command(BaseCommand):
    help = "Seals every stored secret under the first of SEALING_KEYS; the others may go then."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            renewed = renew_all() + renew_second_factors()
        except Unreadable as error:
            raise CommandError(
                "One secret can't be read: put back the key that sealed it, and run this again."
            ) from error
        self.stdout.write(f"{renewed} rows sealed anew.")
