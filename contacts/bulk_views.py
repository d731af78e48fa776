"""What is done to many contacts at once, and the choices that are kept under a name."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import PageRequest, page
from contacts import selectors
from contacts.exports import HEADER, lines_of
from contacts.forms import ContactFilter
from contacts.models import BulkAct, Contact, ContactList, Segment
from contacts.services.bulk_acts import do_to, do_to_all
from contacts.services.segments import FILTERS, delete_segment, save_segment
from contacts.tasks import wake_for_bulk_act
from lib.errors import DomainError
from lib.spreadsheet import csv_download

MANY = 5000
"""More people than this are no work for a page: it begins, and a worker does it."""


@require_POST
@page("contacts.edit")
def bulk(request: PageRequest) -> HttpResponseBase:
    """Do the same to those who were ticked, or to all who were found."""
    act = request.POST.get("act", "")
    if act == "delete":
        request.access.require("contacts.delete")
    chosen = _chosen(request)
    if act == "export":
        request.access.require("contacts.export")
        return csv_download("contacts", HEADER, lines_of(chosen.order_by("pk")))
    try:
        if act in BulkAct.Act.values and selectors.size_of(chosen, at_most=MANY)[1]:
            return _do_later(request, act)
        count = do_to(
            organization=request.access.organization,
            user=request.access.user,
            act=act,
            contacts=chosen,
            contact_list=_list(request),
            reason=_reason(request),
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        text = ngettext("Done for %(count)d person.", "Done for %(count)d people.", count)
        messages.success(request, text % {"count": count})
    return _back(QueryDict(request.POST.get("query", "")))


@require_GET
@page("contacts.view")
def bulk_act(request: PageRequest, pk: int) -> HttpResponse:
    """How far it is with what is done to many."""
    found = get_object_or_404(BulkAct.objects.visible_to(request.access), pk=pk)
    return render(request, "contacts/bulk_act.html", {"act": found})


@require_GET
@page("contacts.view")
def bulk_act_live(request: PageRequest, pk: int) -> HttpResponse:
    """What of that page changes meanwhile."""
    found = get_object_or_404(BulkAct.objects.visible_to(request.access), pk=pk)
    return render(request, "contacts/_bulk_act.html", {"act": found})


@require_POST
@page("contacts.edit")
def segment_save(request: PageRequest) -> HttpResponse:
    """Keep what was chosen under a name."""
    query = QueryDict(request.POST.get("query", ""))
    try:
        save_segment(
            organization=request.access.organization,
            name=request.POST.get("name", ""),
            filters={name: query.get(name, "") for name in FILTERS},
        )
        messages.success(request, _("Saved."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return _back(query)


@require_POST
@page("contacts.edit")
def segment_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Forget a choice."""
    delete_segment(segment=get_object_or_404(Segment.objects.visible_to(request.access), pk=pk))
    messages.success(request, _("Deleted."))
    return redirect("contacts:list")


def _do_later(request: PageRequest, act: str) -> HttpResponse:
    """More than a page can wait for: a worker does it."""
    query = QueryDict(request.POST.get("query", ""))
    begun = do_to_all(
        access=request.access,
        act=act,
        chosen=ContactFilter(query, access=request.access).chosen(),
        contact_list=_list(request),
        reason=_reason(request),
    )
    wake_for_bulk_act(begun.pk)
    return redirect("contacts:bulk_act", begun.pk)


def _list(request: PageRequest) -> ContactList | None:
    lists = ContactList.objects.visible_to(request.access)
    return lists.filter(pk=_number(request.POST.get("list", ""))).first()


def _reason(request: PageRequest) -> str:
    return request.POST.get("reason", "").replace("\0", "").strip()


def _chosen(request: PageRequest) -> QuerySet[Contact]:
    if request.POST.get("everyone"):
        query = QueryDict(request.POST.get("query", ""))
        chosen = ContactFilter(query, access=request.access).chosen()
        return selectors.contacts_chosen(request.access, **chosen)
    ids = [_number(each) for each in request.POST.getlist("contact")]
    return selectors.contacts_visible_to(request.access).filter(pk__in=ids)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _back(query: Any) -> HttpResponse:
    kept = {name: query.get(name) for name in FILTERS if query.get(name)}
    return redirect(reverse("contacts:list") + (f"?{urlencode(kept)}" if kept else ""))
