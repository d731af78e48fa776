"""Pages of imports: upload, progress, what was rejected and why."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Access
from accounts.pages import PageRequest, page
from contacts import selectors, services
from contacts.forms import ReviewForm, UploadForm
from contacts.models import Import, RejectedRow
from contacts.services.looks import look_again
from contacts.tasks import wake_for
from lib.errors import DomainError
from lib.spreadsheet import csv_download

REJECTED_ROWS = 50
"""On a page of them."""


@require_http_methods(["GET", "POST"])
@page("contacts.import")
def import_create(request: PageRequest) -> HttpResponse:
    """Upload a file; and the files that were uploaded before."""
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        access=request.access,
        list_name=_name_of(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            upload = services.create_import(
                organization=request.access.organization,
                user=request.access.user,
                filename=form.cleaned_data["file"].name,
                draft=form.cleaned_data.pop("review"),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.blame(error)
        else:
            if upload.status == Import.Status.DRAFT:
                return redirect("contacts:import_review", upload.pk)
            wake_for(upload.pk)
            return redirect("contacts:import_detail", upload.pk)
    context = {
        "form": form,
        "lists": selectors.lists_visible_to(request.access),
        "imports": selectors.imports_visible_to(request.access)[:10],
    }
    return render(request, "contacts/import.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@page("contacts.import")
def import_review(request: PageRequest, pk: int) -> HttpResponse:
    """The first rows of a draft, and what each column is."""
    upload = _find(request.access, pk)
    if upload.status != Import.Status.DRAFT:
        return redirect("contacts:import_detail", pk)
    look = look_again(upload)
    form = ReviewForm(request.POST or None, upload=upload, look=look)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        told = {name: chosen[name] for name in ("encoding", "separator")}
        try:
            if told != {"encoding": look.encoding, "separator": look.separator} and form.is_text:
                services.reread_draft(upload=upload, **told)
                return redirect("contacts:import_review", pk)
            services.start_import(
                upload=upload, roles=form.roles, mode=chosen["mode"], dry_run=chosen["dry_run"]
            )
        except DomainError as error:
            form.blame(error)
        else:
            wake_for(pk)
            return redirect("contacts:import_detail", pk)
    context = {"form": form, "upload": upload, "look": look}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/import_review.html", context, status=status)


@require_POST
@page("contacts.import")
def import_cancel(request: PageRequest, pk: int) -> HttpResponse:
    """Read no further."""
    services.cancel_import(upload=_find(request.access, pk))
    return redirect("contacts:import_detail", pk)


@require_POST
@page("contacts.import")
def import_repeat(request: PageRequest, pk: int) -> HttpResponse:
    """After a dry run: the same in earnest."""
    repeated = services.repeat_import(upload=_find(request.access, pk), user=request.access.user)
    wake_for(repeated.pk)
    return redirect("contacts:import_detail", repeated.pk)


@require_GET
@page("contacts.view")
def import_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One import: how far it is, or what came of it."""
    return render(request, "contacts/import_detail.html", _what_became(request, pk))


@require_GET
@page("contacts.view")
def import_live(request: PageRequest, pk: int) -> HttpResponse:
    """What of that page changes while it runs."""
    return render(request, "contacts/_import.html", _what_became(request, pk))


@require_GET
@page("contacts.export")
def rejected_rows(request: PageRequest, pk: int) -> StreamingHttpResponse:
    """The rejected rows as CSV: each with its number and the reason before its cells."""
    upload = _find(request.access, pk)
    header = [_("Row"), _("Why it was rejected"), *upload.header]
    return csv_download(f"import-{pk}-rejected", header, _lines(upload.rejected_rows.all()))


def _name_of(request: PageRequest) -> str:
    """Of the list whose page led here."""
    chosen = request.GET.get("list", "")
    lists = selectors.lists_visible_to(request.access)
    found = lists.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else None
    return found.name if found else ""


def _lines(rows: QuerySet[RejectedRow]) -> Iterator[list[object]]:
    for row in rows.order_by("row_number").iterator(chunk_size=2000):
        yield [row.row_number, row.sentence, *row.values]


def _find(access: Access, pk: int) -> Import:
    imports = selectors.imports_visible_to(access).select_related("contact_list", "organization")
    return get_object_or_404(imports, pk=pk)


def _what_became(request: PageRequest, pk: int) -> dict[str, object]:
    upload = _find(request.access, pk)
    rejected = Paginator(upload.rejected_rows.order_by("row_number"), REJECTED_ROWS)
    return {"upload": upload, "page_obj": rejected.get_page(request.GET.get("page"))}
