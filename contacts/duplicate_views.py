"""Pages of people who stand twice: side by side, and made one."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import PageRequest, page
from contacts import selectors
from contacts.duplicates import find_alike
from contacts.services.duplicates import TAKEN, merge_contacts
from lib.errors import DomainError

_FIELDS = dict(
    zip(
        TAKEN,
        (
            gettext_lazy("name"),
            gettext_lazy("e-mail"),
            gettext_lazy("language"),
            gettext_lazy("time zone"),
            gettext_lazy("attributes"),
        ),
        strict=True,
    )
)


@require_GET
@page("contacts.view")
def duplicates(request: PageRequest) -> HttpResponse:
    """Groups of people who may be one."""
    groups, after = find_alike(request.access, after=request.GET.get("after", ""))
    context = {"groups": groups, "after": after, "fields": _FIELDS}
    return render(request, "contacts/duplicates.html", context)


@require_POST
@page("contacts.delete")
def merge(request: PageRequest) -> HttpResponse:
    """Make one person of those who were ticked: the chosen one stays."""
    chosen = {*request.POST.getlist("contact"), stays := request.POST.get("stays", "")}
    ids = [int(each) for each in chosen if each.isascii() and each.isdigit() and len(each) < 19]
    people = selectors.contacts_visible_to(request.access).filter(pk__in=ids).order_by("-pk")
    winner = next((each for each in people if str(each.pk) == stays), None)
    losers = [each for each in people if each != winner]
    if winner is None or not losers:
        messages.error(request, _("Tick who else is this person."))
        return redirect("contacts:duplicates")
    try:
        with transaction.atomic():
            for loser in losers:
                winner = merge_contacts(
                    organization=request.access.organization,
                    winner=winner,
                    loser=loser,
                    take=request.POST.getlist("take"),
                )
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("contacts:duplicates")
    messages.success(request, _("They are one person now."))
    return redirect("contacts:detail", winner.pk)
