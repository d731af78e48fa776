"""Pages of agents."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.checking import checked
from accounts.pages import PageRequest, page
from conversations import services
from conversations.brain import model_of
from conversations.forms import TALK_FIELDS, TOOL_LABELS, AgentForm
from conversations.models import Agent, Purpose
from conversations.own_tools import endpoints_of
from conversations.presets import preset_for
from conversations.preview import preview_of
from conversations.selectors import (
    agents_of,
    find_agent,
    find_version,
    pending_changes,
    steps_of,
)
from lib.errors import DomainError, InvalidInput


@require_GET
@page("agents.view")
def agent_list(request: PageRequest) -> HttpResponse:
    """Who may call."""
    return render(request, "conversations/list.html", {"agents": agents_of(request.access)})


@require_http_methods(["GET", "POST"])
@page("agents.edit")
@checked
def agent_create(request: PageRequest) -> HttpResponse:
    """A new agent: from nothing, or from the one that suits `?purpose=`."""
    if request.method == "POST":
        form = AgentForm(request.POST, own=_own(request))
        if form.is_valid():
            try:
                agent = services.create_agent(
                    organization=request.access.organization,
                    user=request.access.user,
                    **form.cleaned_data,
                )
            except InvalidInput as error:
                form.blame(error)
            else:
                messages.success(request, _("Saved."))
                return redirect("conversations:detail", agent.pk)
        return _form_page(request, form, None)
    return _form_page(request, AgentForm(initial=_beginning(request), own=_own(request)), None)


@require_http_methods(["GET", "POST"])
@page("agents.edit")
@checked
def agent_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change an agent."""
    agent = find_agent(request.access, pk)
    form = AgentForm(request.POST or None, initial=model_to_dict(agent), own=_own(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_agent(agent=agent, **form.cleaned_data)
        except InvalidInput as error:
            form.blame(error)
        else:
            if "publish" in request.POST:
                services.publish_agent(agent=agent, user=request.access.user)
            messages.success(request, _("Saved."))
            return redirect("conversations:detail", pk)
    return _form_page(request, form, agent)


@require_GET
@page("agents.view")
def agent_detail(request: PageRequest, pk: int) -> HttpResponse:
    """An agent, what it says first and what it is told."""
    agent = find_agent(request.access, pk)
    context = {
        "agent": agent,
        "preview": preview_of(agent, timezone.now()),
        "trouble": _trouble(agent),
        "pending": bool(pending_changes(agent)),
        "allowed": [TOOL_LABELS.get(name, name) for name in agent.tools],
    }
    return render(request, "conversations/detail.html", context)


@require_GET
@page("agents.view")
def agent_versions(request: PageRequest, pk: int) -> HttpResponse:
    """What an agent was, and what changed from one version to the next."""
    agent = find_agent(request.access, pk)
    context = {"agent": agent, "steps": steps_of(agent)}
    return render(request, "conversations/versions.html", context)


@require_POST
@page("agents.edit")
def agent_publish(request: PageRequest, pk: int) -> HttpResponse:
    """Let calls go by the draft."""
    agent = find_agent(request.access, pk)
    version = services.publish_agent(agent=agent, user=request.access.user)
    messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
    return redirect("conversations:detail", pk)


@require_POST
@page("agents.edit")
def agent_restore(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """Go back to what an agent was."""
    version = find_version(find_agent(request.access, pk), number)
    made = services.restore_version(version=version, user=request.access.user)
    messages.success(request, _("Version %(number)s is published.") % {"number": made.number})
    return redirect("conversations:versions", pk)


@require_POST
@page("agents.edit")
def agent_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Remove an agent that never worked."""
    agent = find_agent(request.access, pk)
    try:
        services.delete_agent(agent=agent)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("conversations:detail", pk)
    messages.success(request, _("%(agent)s was deleted.") % {"agent": agent.name})
    return redirect("conversations:list")


@require_POST
@page("agents.edit")
def agent_preview(request: PageRequest) -> HttpResponse:
    """What the agent in the form would say and be told, as far as it is filled in."""
    form = AgentForm(request.POST, own=_own(request))
    form.is_valid()
    agent = Agent(organization=request.access.organization, **form.cleaned_data)
    context = {"preview": preview_of(agent, timezone.now())}
    return render(request, "conversations/_preview.html", context)


def _own(request: PageRequest) -> list[str]:
    """The names of the business's own tools."""
    return list(endpoints_of(request.access).values_list("name", flat=True))


def _beginning(request: PageRequest) -> dict[str, Any]:
    """What the form of a new agent is filled in with."""
    language = request.access.organization.language
    purpose = request.GET.get("purpose", "")
    if purpose not in Purpose.values:
        return {"language": language}
    preset = preset_for(purpose, language)
    return {
        "language": language,
        "purpose": purpose,
        "name": preset.name,
        "goal": preset.goal,
        "facts": preset.facts,
        "prompt": preset.prompt,
        "first_message": preset.first_message,
    }


def _form_page(request: PageRequest, form: AgentForm, agent: Agent | None) -> HttpResponse:
    context = {
        "form": form,
        "agent": agent,
        "purposes": Purpose.choices,
        "talk_fields": [form[name] for name in TALK_FIELDS],
    }
    return render(request, "conversations/form.html", context, status=422 if form.errors else 200)


def _trouble(agent: Agent) -> str:
    """Why this agent could not think, or ""."""
    try:
        model_of(agent)
    except DomainError as error:
        return str(error)
    return ""
