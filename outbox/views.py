"""The pages of outgoing webhooks: addresses, what was sent, and sending it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.checking import checked
from accounts.pages import PageRequest, page
from lib.errors import DomainError
from lib.keyset import page_of
from outbox import services
from outbox.forms import EndpointForm
from outbox.models import Delivery, Endpoint


@page("webhooks.view")
@require_safe
def endpoints(request: PageRequest) -> HttpResponse:
    """Every address, and the log of what was sent."""
    deliveries = Delivery.objects.visible_to(request.access).select_related("endpoint")
    status = request.GET.get("status", "")
    if status in Delivery.Status.values:
        deliveries = deliveries.filter(status=status)
    shown = page_of(
        deliveries, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    context = {
        "endpoints": Endpoint.objects.visible_to(request.access).order_by("pk"),
        "page": shown,
        "statuses": Delivery.Status.choices,
        "status": status,
    }
    return render(request, "outbox/list.html", context)


@page("webhooks.edit")
@require_http_methods(["GET", "POST"])
@checked
def endpoint_add(request: PageRequest) -> HttpResponse:
    """A new address. Its secret is shown on the answer's page, once."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.given()
        is_active = given.pop("is_active")
        try:
            made = services.create_endpoint(access=request.access, **given)
        except DomainError as error:
            form.add_error("url" if "url" in error.fields else None, str(error))
        else:
            if not is_active:
                services.update_endpoint(access=request.access, endpoint=made, is_active=False)
            return render(request, "outbox/secret.html", {"endpoint": made})
    return _form_page(request, form, None)


@page("webhooks.edit")
@require_http_methods(["GET", "POST"])
@checked
def endpoint_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Another address or other events; switching it on forgets that it failed."""
    endpoint = _endpoint(request, pk)
    initial = {name: getattr(endpoint, name) for name in EndpointForm.base_fields}
    form = EndpointForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_endpoint(access=request.access, endpoint=endpoint, **form.given())
        except DomainError as error:
            form.add_error("url" if "url" in error.fields else None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("webhooks:list")
    return _form_page(request, form, endpoint)


@page("webhooks.edit")
@require_POST
def endpoint_rotate(request: PageRequest, pk: int) -> HttpResponse:
    """A new secret, shown once."""
    endpoint = services.rotate_secret(access=request.access, endpoint=_endpoint(request, pk))
    return render(request, "outbox/secret.html", {"endpoint": endpoint})


@page("webhooks.edit")
@require_POST
def endpoint_test(request: PageRequest, pk: int) -> HttpResponse:
    """Send a message that says nothing; the log tells what came of it."""
    services.send_test(access=request.access, endpoint=_endpoint(request, pk))
    messages.success(request, _("On its way: the log tells what comes of it."))
    return redirect("webhooks:list")


@page("webhooks.edit")
@require_POST
def endpoint_delete(request: PageRequest, pk: int) -> HttpResponse:
    """Tell it nothing any more."""
    services.delete_endpoint(access=request.access, endpoint=_endpoint(request, pk))
    messages.success(request, _("Deleted."))
    return redirect("webhooks:list")


@page("webhooks.edit")
@require_POST
def delivery_replay(request: PageRequest, pk: int) -> HttpResponse:
    """Send one again, under the same message id."""
    delivery = get_object_or_404(Delivery.objects.visible_to(request.access), pk=pk)
    services.replay_delivery(access=request.access, delivery=delivery)
    messages.success(request, _("On its way: the log tells what comes of it."))
    return redirect("webhooks:list")


def _form_page(request: PageRequest, form: EndpointForm, endpoint: Endpoint | None) -> HttpResponse:
    context = {"form": form, "endpoint": endpoint}
    return render(request, "outbox/form.html", context, status=422 if form.errors else 200)


def _endpoint(request: PageRequest, pk: int) -> Endpoint:
    return get_object_or_404(Endpoint.objects.visible_to(request.access), pk=pk)
