"""The page on which an agent is tried out."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.pages import PageRequest, page
from conversations.brain import model_of
from conversations.selectors import find_agent
from lib.errors import DomainError
from voice.trial import PERMISSION


@require_GET
@page(PERMISSION)
def try_agent(request: PageRequest, pk: int) -> HttpResponse:
    """Talk with an agent by typing, as somebody would who was called."""
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
    }
    return render(request, "voice/try.html", context)
