"""What agents remember of a person, changed on the person's page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.pages import PageRequest, page
from contacts.selectors import contacts_visible_to
from conversations import memory
from lib.errors import InvalidInput


@require_POST
@page("contacts.edit")
def memory_add(request: PageRequest, pk: int) -> HttpResponse:
    """Something that agents should know of this person."""
    contact = get_object_or_404(contacts_visible_to(request.access), pk=pk)
    try:
        memory.remember(contact=contact, text=_typed(request))
    except InvalidInput as error:
        messages.error(request, str(error))
    return redirect("contacts:detail", pk)


@require_POST
@page("contacts.edit")
def memory_change(request: PageRequest, pk: int) -> HttpResponse:
    """Put it right."""
    kept = memory.find_memory(request.access, pk)
    try:
        memory.change_memory(memory=kept, text=_typed(request))
    except InvalidInput as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("contacts:detail", kept.contact_id)


@require_POST
@page("contacts.edit")
def memory_forget(request: PageRequest, pk: int) -> HttpResponse:
    """Erase it."""
    kept = memory.find_memory(request.access, pk)
    memory.forget(memory=kept)
    messages.success(request, _("Forgotten."))
    return redirect("contacts:detail", kept.contact_id)


def _typed(request: PageRequest) -> str:
    return request.POST.get("text", "").replace("\0", "")
