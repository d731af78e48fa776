"""Pages of voices and of what the cache saves."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import PageRequest, page
from audio.forms import UseVoice
from audio.selectors import savings_of
from audio.services import forget_agent, forget_voice
from audio.voices import preview_of, shelf_of
from conversations.selectors import agents_of, find_agent
from conversations.services import update_agent
from lib.errors import DomainError

DAYS = 30


@require_GET
@page("agents.view")
def voice_list(request: PageRequest) -> HttpResponse:
    """Voices to choose from, what is left to speak with, and what the cache saved."""
    agents = list(agents_of(request.access))
    speakers: dict[str, list[str]] = {}
    for agent in agents:
        speakers.setdefault(agent.voice, []).append(agent.name)
    shelf = shelf_of(request.access.organization)
    since = timezone.now().date() - dt.timedelta(days=DAYS)
    context = {
        "shelf": shelf,
        "resets_at": _moment(shelf.quota.resets_at) if shelf.quota else None,
        "rows": [(voice, speakers.get(voice.id, [])) for voice in shelf.voices],
        "agents": agents,
        "savings": savings_of(request.access, since=since),
        "days": DAYS,
    }
    return render(request, "audio/voices.html", context)


@require_GET
@page("agents.view")
@cache_control(private=True, max_age=86400)
def voice_preview(request: PageRequest, voice: str) -> HttpResponse:
    """How a voice sounds: pages may play sound from here only."""
    sound = preview_of(request.access.organization, voice)
    kind = "audio/wav" if sound.startswith(b"RIFF") else "audio/mpeg"
    return HttpResponse(sound, content_type=kind, headers={"X-Content-Type-Options": "nosniff"})


@require_POST
@page("agents.edit")
def voice_use(request: PageRequest) -> HttpResponse:
    """Give an agent this voice."""
    form = UseVoice(request.POST, access=request.access)
    if not form.is_valid():
        messages.error(request, _("Choose an agent and a voice."))
        return redirect("audio:list")
    agent = form.cleaned_data["agent"]
    try:
        update_agent(agent=agent, voice=form.cleaned_data["voice"])
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(agent)s has another voice now.") % {"agent": agent.name})
    return redirect("audio:list")


@require_POST
@page("agents.edit")
def voice_forget(request: PageRequest, voice: str) -> HttpResponse:
    """Throw away what a voice said: it is bought anew when it is needed."""
    count = forget_voice(organization=request.access.organization, voice=voice)
    text = ngettext(
        "%(count)s sentence was forgotten.", "%(count)s sentences were forgotten.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("audio:list")


@require_POST
@page("agents.edit")
def agent_forget(request: PageRequest, pk: int) -> HttpResponse:
    """Throw away what was bought for an agent."""
    agent = find_agent(request.access, pk)
    count = forget_agent(agent=agent)
    text = ngettext(
        "%(count)s sentence was forgotten.", "%(count)s sentences were forgotten.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("audio:list")


def _moment(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
