"""The campaign under attack, and the eye that watches it."""

import json
import time
import urllib.request

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.db.models import Max, Q
from django.db.models.functions import Now

from accounts.models import Organization
from calls.lifecycle import Status
from calls.models import Call, CallEvent
from campaigns.ledger import DIALABLE, State
from campaigns.models import Campaign
from campaigns.services import create_campaign, start_campaign
from chaos.books import still_open
from contacts.models import Contact, ContactList, ListEntry
from conversations.models import Agent

ALL_DAY = {str(day): [["00:00", "24:00"]] for day in range(7)}
QUICK = {
    outcome: {"attempts": 2, "delay": 5, "growth": 1}
    for outcome in ("busy", "no_answer", "voicemail", "failed")
}


def make_campaign(*, people: int) -> Campaign:
    """A started campaign of so many contacts, around the clock, turn by turn (webhooks only)."""
    organization = Organization.objects.create(name="Caos", is_rehearsal=True)
    agent = Agent.objects.create(
        organization=organization, name="Lucía", goal="Vender.", voice_mode="gather"
    )
    contacts = Contact.objects.bulk_create(
        Contact(
            organization=organization,
            e164=f"+346{10_000_000 + number}",
            country="ES",
            time_zone="Europe/Madrid",
        )
        for number in range(people)
    )
    contact_list = ContactList.objects.create(organization=organization, name="Todos")
    ListEntry.objects.bulk_create(
        ListEntry(contact_list=contact_list, contact=contact) for contact in contacts
    )
    campaign = create_campaign(
        organization=organization,
        user=None,
        name="Caos",
        purpose="reminder",
        agent=agent,
        lists=[contact_list],
        windows=ALL_DAY,
        max_concurrent=100,
        calls_per_second=8.0,
        retry_policy=QUICK,
        # People who hang up because a process was killed are no reason to pause.
        hang_up_limit=1.0,
        opt_out_limit=1.0,
    )
    return start_campaign(campaign=campaign)


class Watch:
    """Sees whether the campaign is alive, and remembers the longest wait for it."""

    def __init__(self, campaign: Campaign) -> None:
        self.worst = 0.0
        self._campaign = campaign

    def until_alive(self, patience: float) -> None:
        """Wait for a new call or a new report of one; `worst` keeps the longest wait so far."""
        begun, before = time.monotonic(), self._pulse()
        while self._pulse() == before and not self._is_idle():
            if time.monotonic() - begun > patience:
                self._campaign.refresh_from_db()
                pause = f"{self._campaign.status} {self._campaign.paused_reason}"
                raise TimeoutError(f"no sign of life for {patience:.0f} s: {pause}")
            time.sleep(0.1)
        self.worst = max(self.worst, time.monotonic() - begun)

    def until_over(self, patience: float) -> None:
        """Wait until nobody is left to be called but who asked for a later time, as long as there
        is life."""
        begun, before = time.monotonic(), self._pulse()
        while not self._is_over():
            now = self._pulse()
            if now != before:
                begun, before = time.monotonic(), now
            if time.monotonic() - begun > patience:
                return
            time.sleep(0.5)

    def _pulse(self) -> tuple[int, int]:
        """The newest call and the newest event; what was known last where the database is away."""
        while True:
            try:
                call = Call.objects.aggregate(newest=Max("pk"))["newest"] or 0
                event = CallEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
            except OperationalError:
                close_old_connections()
                time.sleep(0.1)
            else:
                return call, event

    def _is_idle(self) -> bool:
        """Nobody's time has come, and nothing is on the line but calls that are being found out."""
        try:
            due = Q(state__in=DIALABLE, next_attempt_at__lte=Now())
            calling = Q(state=State.CALLING) & ~Q(call__status=Status.UNKNOWN)
            busy = self._campaign.targets.filter(due | calling | Q(state=State.CLAIMED))
            return not busy.exists()
        except OperationalError:
            close_old_connections()
            return False

    def _is_over(self) -> bool:
        try:
            return not still_open(self._campaign).exists()
        except OperationalError:
            close_old_connections()
            return False


def read_rings() -> list[dict[str, str]]:
    """Every ring in the simulator's ledger."""
    address = f"{settings.SIMULATOR_URL}/_simulator/ledger?kind=ring"
    with urllib.request.urlopen(address, timeout=30) as answer:
        entries: list[dict[str, str]] = json.load(answer)["entries"]
    return entries
