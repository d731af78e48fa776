"""Pages of contacts: the list, one person, the form."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Access
from accounts.checking import checked
from accounts.pages import PageRequest, page
from contacts import selectors, services
from contacts.exports import HEADER, SHEET_ROWS, lines_of
from contacts.forms import ConsentForm, ContactFilter, ContactForm
from contacts.models import ConsentRecord, Contact, Segment
from contacts.policy import zones_where
from contacts.services.privacy import origin_of
from contacts.standing import suppression_of
from lib.errors import DomainError
from lib.keyset import page_of
from lib.spreadsheet import csv_download, xlsx_download


@require_GET
@page("contacts.view")
def contact_list(request: PageRequest) -> HttpResponse:
    """Contacts, newest first, by what was chosen."""
    chosen = ContactFilter(request.GET, access=request.access)
    contacts = selectors.contacts_chosen(request.access, **chosen.chosen())
    shown = page_of(
        contacts, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    context = {
        "filter": chosen,
        "filtered": bool(chosen.chosen()),
        "page": shown,
        "size": selectors.size_shown(request.access, contacts),
        "query": request.GET.urlencode(),
        "segments": Segment.objects.visible_to(request.access),
        "tickable": "contacts.edit" in request.access.permissions,
    }
    return render(request, "contacts/list.html", context)


@require_GET
@page("contacts.export")
def contact_export(request: PageRequest) -> StreamingHttpResponse:
    """The contacts that were chosen, as a file that an import understands."""
    chosen = ContactFilter(request.GET, access=request.access)
    contacts = selectors.contacts_chosen(request.access, **chosen.chosen())
    return csv_download("contacts", HEADER, lines_of(contacts.order_by("pk")))


@require_GET
@page("contacts.export")
def contact_workbook(request: PageRequest) -> HttpResponseBase:
    """The same as a workbook; DomainError for more than a sheet holds."""
    chosen = ContactFilter(request.GET, access=request.access)
    contacts = selectors.contacts_chosen(request.access, **chosen.chosen())
    if selectors.size_of(contacts, at_most=SHEET_ROWS)[1]:
        messages.error(request, _("A sheet does not hold so many people: download them as CSV."))
        return redirect("contacts:list")
    return xlsx_download("contacts", HEADER, lines_of(contacts.order_by("pk")))


@require_GET
@page("contacts.view")
def contact_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One person: what is known, and where they stand."""
    contact = _find(request.access, pk)
    context = {
        "contact": contact,
        "lists": contact.lists.order_by("name"),
        "zones": zones_where(contact.e164, contact.time_zone),
        "consents": ConsentRecord.objects.visible_to(request.access)
        .filter(e164=contact.e164)
        .order_by("-pk"),
        "consent_form": ConsentForm(),
        "origin": origin_of(contact),
        "lead": selectors.lead_of(contact),
        "stages": services.stages_of(contact.organization),
        "suppression": suppression_of(contact.organization_id, contact.e164),
    }
    return render(request, "contacts/detail.html", context)


@require_http_methods(["GET", "POST"])
@page("contacts.edit")
@checked
def contact_create(request: PageRequest) -> HttpResponse:
    """A new contact."""
    form = ContactForm(request.POST or None, access=request.access, contact=None)
    if request.method == "POST" and form.is_valid():
        try:
            contact = services.create_contact(
                organization=request.access.organization, **form.cleaned_data
            )
        except DomainError as error:
            form.blame(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("contacts:detail", contact.pk)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@page("contacts.edit")
@checked
def contact_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a contact."""
    contact = _find(request.access, pk)
    form = ContactForm(request.POST or None, access=request.access, contact=contact)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_contact(contact=contact, **form.cleaned_data)
        except DomainError as error:
            form.blame(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("contacts:detail", pk)
    return _form_page(request, form)


@require_POST
@page("contacts.delete")
def contact_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Forget a person."""
    services.delete_contact(contact=_find(request.access, pk))
    messages.success(request, _("Deleted."))
    return redirect("contacts:list")


@require_POST
@page("contacts.edit")
def contact_suppress(request: PageRequest, pk: int) -> HttpResponse:
    """This person is not to be contacted any more."""
    contact = _find(request.access, pk)
    services.suppress(
        organization=contact.organization,
        e164=contact.e164,
        reason=request.POST.get("reason", "").replace("\0", "").strip(),
        source="staff",
        evidence=str(request.access.user),
    )
    messages.success(request, _("Nobody will call this number any more."))
    return redirect("contacts:detail", pk)


def _find(access: Access, pk: int) -> Contact:
    return get_object_or_404(
        selectors.contacts_visible_to(access).select_related("organization"), pk=pk
    )


def _form_page(request: PageRequest, form: ContactForm) -> HttpResponse:
    context = {"form": form, "contact": form.contact}
    return render(request, "contacts/form.html", context, status=422 if form.is_bound else 200)
