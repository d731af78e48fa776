"""Pages of calls: the list, one call, and the part of it that changes while people talk."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.audit import record_act
from accounts.pages import PageRequest, page
from audio.links import link_to
from calls.forms import CallFilter
from calls.history import calls_of, calls_to, whole_calls
from calls.models import Call, CallFeedback
from calls.recordings import find_recording, recordings_of
from calls.results import results_of
from calls.selectors import findings_of, mode_of
from calls.story import story_of
from calls.waveform import waves_of
from conversations.models import Agent
from lib.keyset import page_of


@require_GET
@page("calls.view")
def call_list(request: PageRequest) -> HttpResponse:
    """Calls, newest first, by what was chosen."""
    chosen = CallFilter(request.GET, access=request.access)
    calls = calls_of(request.access, **chosen.chosen())
    shown = page_of(calls, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    context = {"filter": chosen, "page": shown, "filtered": bool(chosen.chosen())}
    return render(request, _part(request, "calls/list.html", "calls/_list.html"), context)


@require_GET
@page("calls.view")
def call_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One call: what happened, what was said, what came of it."""
    call = _find(request, pk)
    others = [other for other in calls_to(call.contact) if other.pk != pk] if call.contact else []
    may_listen, story = request.access.allows("calls.listen"), story_of(call)
    heard = recordings_of(call) if may_listen else []
    context = {
        "call": call,
        "story": story,
        "can_listen": may_listen and not story.is_over and mode_of(call) == Agent.VoiceMode.STREAM,
        "others": others,
        "findings": results_of(findings_of(call), call.context),
        "recordings": [(one, waves_of(one.peaks)) for one in heard],
        "notes": call.notes.select_related("author"),
        "feedback": list(call.feedback.select_related("author")),
        "mine": call.feedback.filter(author=request.access.user).first(),
        "tags": CallFeedback.Tag.choices,
        # A rehearsal's world runs faster than the clock by which its words were written down.
        "pace": settings.SIMULATOR_SPEED if call.trunk.is_rehearsal else 1,
    }
    return render(request, "calls/detail.html", context)


@require_GET
@page("calls.listen")
def call_recording(request: PageRequest, pk: int, recording: int) -> HttpResponse:
    """The way to a recording's sound: a link that works for some minutes."""
    found = find_recording(request.access, pk, recording)
    record_act(access=request.access, act="listened", subject="calls.Call", subject_id=pk)
    return redirect(link_to(found.name))


@require_GET
@page("calls.view")
def call_live(request: PageRequest, pk: int) -> HttpResponse:
    """What of that page changes while the call is under way."""
    call = _find(request, pk)
    findings = results_of(findings_of(call), call.context)
    context = {"call": call, "findings": findings, "story": story_of(call)}
    return render(request, "calls/_call.html", context)


def _find(request: PageRequest, pk: int) -> Call:
    return get_object_or_404(whole_calls(request.access), pk=pk)


def _part(request: HttpRequest, whole: str, part: str) -> str:
    return part if getattr(request, "htmx", False) else whole
