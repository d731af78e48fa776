"""Pages of notifications: the inbox, what is new for an open page, and how one likes to hear it."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.checking import checked
from accounts.models import Membership
from accounts.pages import PageRequest, page
from accounts.permissions import Role
from lib.keyset import page_of
from notices.forms import TasteForm
from notices.selectors import notices_for, read_up_to, standing_of
from notices.services import mark_read, set_taste

NEW = 5
"""Notices that a page is told of at once; more of them are only counted."""


@require_GET
@page("campaigns.view")
def inbox(request: PageRequest) -> HttpResponse:
    """What happened, newest first. Who opens it has read it."""
    shown = page_of(
        notices_for(request.access),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    read = read_up_to(request.access)
    response = render(request, "notices/list.html", {"page": shown, "read": read})
    mark_read(access=request.access)
    return response


@require_GET
@page("campaigns.view")
def news(request: PageRequest) -> JsonResponse:
    """`{"unread": n, "notices": [{"id", "level", "text", "link"}]}`: those after `?after=`."""
    after = request.GET.get("after", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    newer = notices_for(request.access).filter(pk__gt=number).order_by("-pk")[:NEW]
    found = [
        {"id": notice.pk, "level": notice.level, "text": str(notice), "link": notice.link}
        for notice in reversed(newer)
    ]
    answer = JsonResponse({"unread": standing_of(request.access).unread, "notices": found})
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
@page("campaigns.view")
@checked
def preferences(request: PageRequest) -> HttpResponse:
    """How this person likes to be told."""
    member = Membership.objects.filter(
        user=request.access.user, organization=request.access.organization
    ).first()
    role = Role(member.role) if member else None
    form = TasteForm(request.POST or None, access=request.access, role=role)
    if request.method == "POST" and form.is_valid() and request.access.user:
        set_taste(user=request.access.user, **form.choices())
        messages.success(request, _("Saved."))
        return redirect("notices:preferences")
    status = 422 if form.is_bound else 200
    return render(request, "notices/preferences.html", {"form": form}, status=status)
