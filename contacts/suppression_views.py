"""Pages of the numbers that must not be contacted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.checking import checked
from accounts.pages import PageRequest, page
from contacts import selectors, services
from contacts.forms import SuppressionForm, SuppressionSetForm
from contacts.models import SuppressionSet
from contacts.services.suppression import suppress_typed
from contacts.services.suppression_sets import create_suppression_set
from contacts.tasks import wake_for_set
from lib.errors import DomainError
from lib.keyset import page_of


@require_http_methods(["GET", "POST"])
@page("contacts.view")
@checked
def suppressions(request: PageRequest) -> HttpResponse:
    """The suppressed numbers; and one more."""
    form = SuppressionForm(request.POST or None)
    if request.method == "POST":
        request.access.require("contacts.edit")
        if form.is_valid():
            try:
                suppress_typed(
                    organization=request.access.organization,
                    source="staff",
                    evidence=str(request.access.user),
                    **form.cleaned_data,
                )
            except DomainError as error:
                form.blame(error)
            else:
                messages.success(request, _("Nobody will call this number any more."))
                return redirect("contacts:suppressions")
    sought = request.GET.get("q", "")
    shown = page_of(
        selectors.suppressions_visible_to(request.access, text=sought),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    context = {"form": form, "page": shown, "sought": sought}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/suppressions.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page("contacts.import")
def suppression_sets(request: PageRequest) -> HttpResponse:
    """The lists of others that are in force; and one more."""
    form = SuppressionSetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        organization = request.access.organization
        made = create_suppression_set(
            organization=organization,
            filename=form.cleaned_data["file"].name,
            default_country=organization.default_country,
            user=request.access.user,
            **form.cleaned_data,
        )
        wake_for_set(made.pk)
        messages.success(request, _("The file is being read. Then its numbers are not called."))
        return redirect("contacts:suppression_sets")
    sets = SuppressionSet.objects.visible_to(request.access)
    context = {"form": form, "sets": sets}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/suppression_sets.html", context, status=status)


@require_POST
@page("contacts.delete")
def suppression_lift(request: PageRequest, pk: int) -> HttpResponse:
    """The number may be contacted again: for administrators, for it undoes a person's wish."""
    found = get_object_or_404(selectors.suppressions_visible_to(request.access), pk=pk)
    services.lift_suppression(suppression=found)
    messages.success(request, _("This number may be called again."))
    return redirect("contacts:suppressions")
