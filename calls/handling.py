"""How a call is to be held, as whoever orders it wants it."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class OnMachine(models.TextChoices):
    """What to do when a machine answers. All but TALK have the provider listen for one, which
    costs money on every call; whether to try again is the retry policy's."""

    TALK = "talk", _("Let the agent judge by what it hears")
    HANG_UP = "hang_up", _("Hang up")
    MESSAGE = "message", _("Leave the agent's message after the beep")


class Recorded(models.TextChoices):
    """Whether calls are recorded. Where they are, the first sentence says so."""

    AS_SET_UP = "", _("As this installation is set up")
    YES = "yes", _("Record, and say so at once")
    NO = "no", _("Don't record")


@dataclass(frozen=True, slots=True)
class Handling:
    """`line`: one of `Agent.VoiceMode`, "" for the agent's own."""

    on_machine: str = OnMachine.TALK.value
    line: str = ""
