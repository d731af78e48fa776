"""`manage.py rebuild_figures`: count all calls of every organisation anew."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Organization
from reports.rollup import rebuild


class Command(BaseCommand):
    help = "Make the figures of reports again from the calls. Calls may go on meanwhile."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        for organization in Organization.objects.order_by("pk"):
            rebuild(organization)
            if verbosity:
                self.stdout.write(f"{organization.pk} {organization}")
