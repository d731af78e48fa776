"""Pages of the business's own tools."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.checking import checked
from accounts.pages import PageRequest, page
from conversations import own_tools
from conversations.models import Endpoint
from conversations.own_tools_form import EndpointForm
from lib.errors import InvalidInput


@require_GET
@page("agents.view")
def tool_list(request: PageRequest) -> HttpResponse:
    """What agents may ask of the business's own systems."""
    context = {"tools": own_tools.endpoints_of(request.access)}
    return render(request, "conversations/tools.html", context)


@require_http_methods(["GET", "POST"])
@page("agents.edit")
@checked
def tool_create(request: PageRequest) -> HttpResponse:
    """Another tool."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _tool, secret = own_tools.create_endpoint(
                organization=request.access.organization, **form.cleaned_data
            )
        except InvalidInput as error:
            form.blame(error)
        else:
            _tell(request, secret)
            return redirect("conversations:tools")
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
@page("agents.edit")
@checked
def tool_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a tool."""
    tool = own_tools.find_endpoint(request.access, pk)
    form = EndpointForm(request.POST or None, initial=model_to_dict(tool))
    if request.method == "POST" and form.is_valid():
        try:
            own_tools.update_endpoint(endpoint=tool, **form.cleaned_data)
        except InvalidInput as error:
            form.blame(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("conversations:tools")
    return _form_page(request, form, tool)


@require_POST
@page("agents.edit")
def tool_renew(request: PageRequest, pk: int) -> HttpResponse:
    """A new secret."""
    tool = own_tools.find_endpoint(request.access, pk)
    _tell(request, own_tools.renew_secret(endpoint=tool))
    return redirect("conversations:tools")


@require_POST
@page("agents.edit")
def tool_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Remove it."""
    own_tools.delete_endpoint(endpoint=own_tools.find_endpoint(request.access, pk))
    messages.success(request, _("Deleted."))
    return redirect("conversations:tools")


def _tell(request: PageRequest, secret: str) -> None:
    told = _("Its secret is %(secret)s: copy it now, it is not shown again.")
    messages.success(request, told % {"secret": secret})


def _form_page(request: PageRequest, form: EndpointForm, tool: Endpoint | None) -> HttpResponse:
    context = {"form": form, "tool": tool}
    status = 422 if form.errors else 200
    return render(request, "conversations/tool.html", context, status=status)
