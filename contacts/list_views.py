"""Pages of lists."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.checking import checked
from accounts.pages import PageRequest, page
from contacts import selectors, services
from contacts.forms import ListForm
from contacts.models import ContactList
from lib.errors import DomainError
from lib.keyset import page_of


@require_http_methods(["GET", "POST"])
@page("contacts.view")
@checked
def lists(request: PageRequest) -> HttpResponse:
    """Every list with its size; and a new one."""
    form = ListForm(request.POST or None)
    if request.method == "POST":
        request.access.require("contacts.edit")
        if form.is_valid():
            try:
                made = services.create_list(
                    organization=request.access.organization, name=form.cleaned_data["name"]
                )
            except DomainError as error:
                form.blame(error)
            else:
                return redirect("contacts:list_detail", made.pk)
    context = {"form": form, "lists": selectors.lists_visible_to(request.access)}
    return render(request, "contacts/lists.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@page("contacts.view")
@checked
def list_detail(request: PageRequest, pk: int) -> HttpResponse:
    """Who is on a list; and another name for it."""
    found = _find(request, pk)
    form = ListForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST":
        request.access.require("contacts.edit")
        if form.is_valid():
            try:
                services.rename_list(contact_list=found, name=form.cleaned_data["name"])
            except DomainError as error:
                form.blame(error)
                found.refresh_from_db()
            else:
                messages.success(request, _("Saved."))
                return redirect("contacts:list_detail", pk)
    shown = page_of(
        selectors.contacts_chosen(request.access, list=found),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    context = {"form": form, "contact_list": found, "page": shown}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/list_detail.html", context, status=status)


@require_POST
@page("contacts.delete")
def list_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Forget a list; its people stay."""
    services.delete_list(contact_list=_find(request, pk))
    messages.success(request, _("Deleted."))
    return redirect("contacts:lists")


@require_POST
@page("contacts.edit")
def list_remove(request: PageRequest, pk: int, contact_pk: int) -> HttpResponse:
    """Take a person off a list."""
    contacts = selectors.contacts_visible_to(request.access)
    contact = get_object_or_404(contacts, pk=contact_pk)
    services.remove_from_list(contact_list=_find(request, pk), contacts=[contact])
    return redirect("contacts:list_detail", pk)


def _find(request: PageRequest, pk: int) -> ContactList:
    return get_object_or_404(selectors.lists_visible_to(request.access), pk=pk)
