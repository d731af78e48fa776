"""Pages of a person's rights: all that is kept of them, all of it gone, what they agreed to."""

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import PageRequest, page
from contacts import selectors, services
from contacts.forms import ConsentForm
from contacts.models import ConsentRecord, Contact
from contacts.services.consents import record_consent, withdraw_consent
from lib.errors import DomainError
from lib.spreadsheet import csv_download


@require_GET
@page("contacts.export")
def person_export(request: PageRequest, pk: int) -> JsonResponse:
    """All that is kept of a person, to be given to them."""
    contact = _find(request, pk)
    answer = JsonResponse(
        services.export_person(contact=contact), json_dumps_params={"ensure_ascii": False}
    )
    answer["Content-Disposition"] = f'attachment; filename="person-{pk}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@page("contacts.delete")
def person_erase(request: PageRequest, pk: int) -> HttpResponse:
    """Forget a person wherever they are."""
    try:
        services.erase_person(contact=_find(request, pk), user=request.access.user)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("contacts:detail", pk)
    messages.success(request, _("Erased. Nobody will call this number again."))
    return redirect("contacts:list")


@require_POST
@page("contacts.edit")
def consent_record(request: PageRequest, pk: int) -> HttpResponse:
    """Write down what a person agreed to."""
    contact = _find(request, pk)
    form = ConsentForm(request.POST)
    if form.is_valid():
        try:
            record_consent(
                organization=contact.organization,
                e164=contact.e164,
                user=request.access.user,
                **form.cleaned_data,
            )
            messages.success(request, _("Saved."))
        except DomainError as error:
            messages.error(request, str(error.message))
    else:
        messages.error(request, _("Say for what, on which basis, and where this was agreed."))
    return redirect("contacts:detail", pk)


@require_POST
@page("contacts.edit")
def consent_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """The person has agreed to nothing any more."""
    contact = _find(request, pk)
    withdraw_consent(organization=contact.organization, e164=contact.e164)
    messages.success(request, _("Withdrawn from now on."))
    return redirect("contacts:detail", pk)


@require_GET
@page("contacts.export")
def consents(request: PageRequest) -> StreamingHttpResponse:
    """Every consent with its proof, as CSV."""
    header = [
        _("Phone"), _("For"), _("Basis"), _("What was agreed to"), _("Where"), _("Proof"),
        _("Given"), _("Until"), _("Withdrawn"), _("Recorded"), _("By"),
    ]  # fmt: skip
    rows = ConsentRecord.objects.visible_to(request.access).select_related("recorded_by")
    return csv_download("consents", header, _lines(rows.order_by("pk")))


def _lines(rows: QuerySet[ConsentRecord]) -> Iterator[list[object]]:
    for row in rows.iterator(chunk_size=2000):
        moments = (row.given_at, row.expires_at, row.withdrawn_at, row.recorded_at)
        yield [
            row.e164, row.get_purpose_display(), row.get_basis_display(), row.text, row.source,
            row.evidence, *(moment.isoformat() if moment else "" for moment in moments),
            str(row.recorded_by or ""),
        ]  # fmt: skip


def _find(request: PageRequest, pk: int) -> Contact:
    contacts = selectors.contacts_visible_to(request.access).select_related("organization")
    return get_object_or_404(contacts, pk=pk)
