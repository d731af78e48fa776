"""Pages of appointments."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.pages import PageRequest, page
from conversations.appointments import appointments_of, cancel_appointment, find_appointment
from lib.errors import DomainError

_SHOWN = 200


@require_GET
@page("contacts.view")
def appointment_list(request: PageRequest) -> HttpResponse:
    """What agents booked, the latest first."""
    context = {"appointments": appointments_of(request.access)[:_SHOWN]}
    return render(request, "conversations/appointments.html", context)


@require_POST
@page("contacts.edit")
def appointment_cancel(request: PageRequest, pk: int) -> HttpResponse:
    """It does not take place."""
    appointment = find_appointment(request.access, pk)
    try:
        cancel_appointment(appointment=appointment)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It was canceled."))
    return redirect("conversations:appointments")
