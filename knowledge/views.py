"""Pages of documents."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages import PageRequest, page
from knowledge import services
from knowledge.forms import DocumentForm
from knowledge.selectors import documents_of, find_document
from knowledge.tasks import wake_for
from lib.errors import InvalidInput


@require_http_methods(["GET"])
@page("agents.view")
def document_list(request: PageRequest) -> HttpResponse:
    """What agents look things up in."""
    context = {"documents": documents_of(request.access), "problems": services.PROBLEMS}
    return render(request, "knowledge/list.html", context)


@require_http_methods(["GET", "POST"])
@page("agents.edit")
def document_create(request: PageRequest) -> HttpResponse:
    """Another document."""
    organization = request.access.organization
    initial = {"language": organization.language}
    form = DocumentForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            document = services.add_document(
                organization=organization, user=request.access.user, **form.cleaned_data
            )
        except InvalidInput as error:
            form.blame(error)
        else:
            wake_for(document.pk)
            messages.success(request, _("It is being read."))
            return redirect("knowledge:list")
    status = 422 if form.errors else 200
    return render(request, "knowledge/form.html", {"form": form}, status=status)


@require_POST
@page("agents.edit")
def document_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Forget a document."""
    document = find_document(request.access, pk)
    services.delete_document(document=document)
    messages.success(request, _("%(title)s was deleted.") % {"title": document.title})
    return redirect("knowledge:list")
