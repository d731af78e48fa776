"""The pages of one organisation: its settings and its members."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import selectors, services
from accounts.checking import checked
from accounts.forms import MemberForm, OrganizationForm, RoleForm
from accounts.pages import PageRequest, page
from accounts.permissions import ROLE_LABELS
from lib.errors import DomainError, InvalidInput


@page("settings.edit")
@require_http_methods(["GET", "POST"])
@checked
def organization_settings(request: PageRequest) -> HttpResponse:
    """What the organisation is called, where it is, what it speaks."""
    current = model_to_dict(request.access.organization)
    form = OrganizationForm(request.POST or None, initial=current)
    if request.method == "POST" and form.is_valid():
        services.update_organization(access=request.access, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("organization_settings")
    status = 422 if form.errors else 200
    return render(request, "accounts/organization_settings.html", {"form": form}, status=status)


@page("members.view")
@require_http_methods(["GET", "POST"])
@checked
def members(request: PageRequest) -> HttpResponse:
    """Who works here; a form lets one more in."""
    access = request.access
    may_make_owners = access.allows("owners.edit")
    form = MemberForm(request.POST or None, may_make_owners=may_make_owners)
    if request.method == "POST" and form.is_valid():
        try:
            membership = services.add_member(access=access, **form.cleaned_data)
        except InvalidInput as error:
            form.add_error("email", str(error))
        else:
            messages.success(
                request, _("We have written to %(email)s.") % {"email": membership.user.email}
            )
            return redirect("organization_members")
    context = {
        "form": form,
        "members": selectors.members_of(access),
        "roles": RoleForm(may_make_owners=may_make_owners).fields["role"].choices,  # type: ignore[attr-defined]
        "role_labels": ROLE_LABELS,
    }
    return render(request, "accounts/members.html", context, status=422 if form.errors else 200)


@page("members.edit")
@require_POST
def member_role(request: PageRequest, membership_id: int) -> HttpResponse:
    """Give a member another role."""
    membership = selectors.find_member(request.access, membership_id)
    form = RoleForm(request.POST, may_make_owners=request.access.allows("owners.edit"))
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles."))
        return redirect("organization_members")
    try:
        services.change_role(
            access=request.access, membership=membership, role=form.cleaned_data["role"]
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("organization_members")


@page("members.edit")
@require_POST
def member_remove(request: PageRequest, membership_id: int) -> HttpResponse:
    """End a membership."""
    membership = selectors.find_member(request.access, membership_id)
    try:
        services.remove_member(access=request.access, membership=membership)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("%(person)s no longer works here.") % {"person": membership.user}
        )
    return redirect("organization_members")
