"""Throw away sound that was bought: of a voice, or for an agent."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organization
from audio.services import forget_agent, forget_voice
from conversations.models import Agent


class Command(BaseCommand):
    """What is needed again is bought anew."""

    help = "Throw away the cached sentences of a voice (in every organisation) or of an agent."

    def add_arguments(self, parser: CommandParser) -> None:
        """One of the two."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--voice", help="the provider's id of the voice")
        which.add_argument("--agent", type=int, help="the agent's number")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and tell how many."""
        if options["voice"]:
            organizations = Organization.objects.iterator()
            count = sum(
                forget_voice(organization=each, voice=options["voice"]) for each in organizations
            )
        else:
            agent = Agent.objects.filter(pk=options["agent"]).first()
            if agent is None:
                raise CommandError("There is no such agent.")
            count = forget_agent(agent=agent)
        self.stdout.write(f"{count} sentences were forgotten.")
