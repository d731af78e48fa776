"""Campaigns of the example agents, held by webhooks' own turns, each sentence from the cache.

The people are the simulator's, the mind and the voice are its servers'; only the telephone between
them is left out. Prints one JSON object: purpose → characters said and bought.
"""

import asyncio
import csv
import json
import subprocess
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  (the apps must be loaded)

from accounts.models import Organization  # noqa: E402
from audio.models import Day  # noqa: E402
from calls.lifecycle import Status  # noqa: E402
from calls.models import Call  # noqa: E402
from calls.trunks import trunk_for  # noqa: E402
from contacts.models import Contact  # noqa: E402
from conversations.dialogue import Event, Heard, Pressed, Silence  # noqa: E402
from conversations.models import Agent, Purpose  # noqa: E402
from conversations.presets import preset_for  # noqa: E402
from lib.clock import database_now  # noqa: E402
from simulator.people import Crowd  # noqa: E402
from simulator.people import Heard as SaidToThem  # noqa: E402
from voice import gathering  # noqa: E402
from voice.briefing import brief  # noqa: E402
from voice.sounding import sounded  # noqa: E402

LONGEST = 12
EXAMPLES = Path(__file__).parents[2] / "examples" / "contactos.csv"


def main() -> None:
    calls = int(sys.argv[1])
    with EXAMPLES.open(encoding="utf-8") as file:
        names = [next(iter(row.values())) or "" for row in csv.DictReader(file)][:calls]
    command = [sys.executable, "-m", "simulator", "--port", "0", "--speed", "200"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    settings.SIMULATOR_URL = process.stdout.readline().split()[-1]
    settings.SIMULATOR_SPEED = 200.0
    crowd = Crowd(1)
    counted = {}
    for purpose in Purpose:
        organization = Organization.objects.create(name="Panadería Luna", is_rehearsal=True)
        preset = preset_for(purpose, "es")
        agent = Agent.objects.create(
            organization=organization,
            name=preset.name,
            purpose=purpose,
            goal=preset.goal,
            facts=preset.facts,
            prompt=preset.prompt,
            first_message=preset.first_message,
            voice_mode=Agent.VoiceMode.GATHER,
        )
        for number, name in enumerate(names):
            # The people who talk: 01 agrees, 02 refuses, 03 asks, 13 wants another day …
            who = (1, 1, 2, 3, 1, 13, 14, 16, 1, 15)[number % 10]
            _hold(agent, name, f"+3491{number:03}99{who:02}", crowd)
        day = Day.objects.get(organization=organization)
        counted[purpose.value] = {
            "said": day.characters_saved + day.characters_bought,
            "bought": day.characters_bought,
        }
    process.terminate()
    process.wait()
    print(json.dumps(counted))


def _hold(agent: Agent, name: str, number: str, crowd: Crowd) -> None:
    """One call, from the greeting to the goodbye."""
    contact = Contact.objects.create(organization=agent.organization, e164=number, name=name)
    call = Call.objects.create(
        organization=agent.organization,
        agent=agent,
        contact=contact,
        trunk=trunk_for(agent.organization),
        to_number=number,
        from_number="+34910000000",
        status=Status.COMPLETED,
        answered_at=database_now(),
    )
    person = crowd.person(number, 0)
    briefing = brief(call)
    said = gathering.greet(briefing)
    for _ in range(LONGEST):
        sounded(call, briefing, [said.text])
        if said.is_last:
            break
        reaction = asyncio.run(person.converse(SaidToThem(said.text)))
        event: Event = Silence(4)
        if reaction.say or reaction.digits:
            event = Heard(reaction.say) if reaction.say else Pressed(reaction.digits)
        if reaction.hang_up and not reaction.say:
            break
        briefing = brief(call)
        said = gathering.take_turn(briefing, event, asked=said.number)


if __name__ == "__main__":
    main()
