"""A person's own pages: who they are, and where they work."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import selectors, services
from accounts.access import access_of
from accounts.checking import checked
from accounts.forms import OrganizationForm, ProfileForm, country_of
from accounts.middleware import SESSION_KEY
from accounts.models import User
from lib.errors import DomainError


@login_required
@require_http_methods(["GET", "POST"])
@checked
def profile(request: HttpRequest) -> HttpResponse:
    """Name and language."""
    user = cast(User, request.user)
    form = ProfileForm(request.POST or None, initial=model_to_dict(user))
    if request.method == "POST" and form.is_valid():
        services.update_profile(user=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("account_profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@login_required
@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    """Every organisation that one works in, with a button to work there now."""
    user = cast(User, request.user)
    context = {
        "memberships": selectors.memberships_of(user),
        "may_found": selectors.may_found_organizations(user),
    }
    return render(request, "accounts/organization_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@checked
def organization_create(request: HttpRequest) -> HttpResponse:
    """Make an organisation and work in it from now on."""
    user = cast(User, request.user)
    guess = {
        "language": get_language(),
        "default_country": country_of(request.headers.get("Accept-Language", "")),
        "time_zone": "Europe/Madrid",
    }
    form = OrganizationForm(request.POST or None, initial=guess)
    if request.method == "POST" and form.is_valid():
        membership = services.create_organization(owner=user, **form.cleaned_data)
        request.session[SESSION_KEY] = membership.organization_id
        messages.success(request, _("Welcome! Your organisation is ready."))
        return redirect("home")
    context = {"form": form, "may_found": selectors.may_found_organizations(user)}
    status = 422 if form.errors else 200
    return render(request, "accounts/organization_create.html", context, status=status)


@login_required
@require_POST
def organization_switch(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Work in another of one's organisations from now on."""
    membership = selectors.find_own_membership(cast(User, request.user), organization_id)
    request.session[SESSION_KEY] = membership.organization_id
    messages.success(
        request, _("You now work in %(name)s.") % {"name": membership.organization.name}
    )
    return redirect("home")


@login_required
@require_POST
def organization_leave(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Stop working in one of one's organisations."""
    membership = selectors.find_own_membership(cast(User, request.user), organization_id)
    try:
        services.remove_member(access=access_of(membership), membership=membership)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("You no longer work in %(name)s.") % {"name": membership.organization.name},
        )
    return redirect("organization_list")
