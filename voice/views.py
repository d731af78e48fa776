"""The page on which an agent is tried out."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.pages import PageRequest, page
from conversations.brain import model_of
from conversations.models import Agent
from conversations.selectors import find_agent
from conversations.voices import speech_account
from lib.errors import DomainError
from voice.trial import PERMISSION


@require_GET
@page(PERMISSION)
def try_agent(request: PageRequest, pk: int) -> HttpResponse:
    """Talk with an agent by typing or by microphone, as somebody would who was called."""
    agent = find_agent(request.access, pk)
    trouble = ""
    try:
        model_of(agent)
    except DomainError as error:
        trouble = str(error)
    context = {
        "agent": agent,
        "trouble": trouble,
        "socket": f"{settings.VOICE_URL}/voice/trial/{agent.pk}",
        "aloud": _may_speak(agent),
    }
    return render(request, "voice/try.html", context)


def _may_speak(agent: Agent) -> bool:
    """Whether somebody listens and speaks for it. The simulator understands nobody but itself."""
    if agent.organization.is_rehearsal:
        return False
    try:
        speech_account(agent.organization)
    except DomainError:
        return False
    return True
