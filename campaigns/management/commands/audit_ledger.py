"""`manage.py audit_ledger`: prove that the ledger is exact."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.audit import find_faults


class Command(BaseCommand):
    help = "Hold every target against the rules of the ledger; fails when one is broken."

    def handle(self, *_args: Any, **_options: Any) -> None:
        faults = find_faults()
        self.stdout.write(json.dumps(faults))
        if any(faults.values()):
            raise CommandError("The ledger is not exact.")
