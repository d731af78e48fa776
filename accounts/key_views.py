"""The page of API keys: made once, shown once, revoked."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import keys
from accounts.access import Access
from accounts.checking import checked
from accounts.pages import PageRequest, page
from lib.errors import DomainError

_LIVES = [
    ("90", gettext_lazy("90 days")),
    ("30", gettext_lazy("30 days")),
    ("365", gettext_lazy("A year")),
    ("", gettext_lazy("Until it is revoked")),
]


class KeyForm(forms.Form):
    """What a program is called, may do, and for how long."""

    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.ChoiceField(label=gettext_lazy("Good for"), choices=_LIVES, required=False)

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = [(scope, scope) for scope in sorted(access.permissions)]
        self.fields["scopes"].choices = scopes  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        days = self.cleaned_data["days"]
        return {
            "name": self.cleaned_data["name"],
            "scopes": self.cleaned_data["scopes"],
            "expires_at": timezone.now() + dt.timedelta(days=int(days)) if days else None,
        }


@page("keys.edit")
@require_http_methods(["GET", "POST"])
@checked
def api_keys(request: PageRequest) -> HttpResponse:
    """Every key; a form makes one, whose secret stands on the answer alone."""
    form = KeyForm(request.POST or None, access=request.access)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _key, secret = keys.create_api_key(access=request.access, **form.given())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            form = KeyForm(access=request.access)
    context = {"form": form, "secret": secret, "keys": keys.keys_of(request.access)}
    return render(request, "accounts/keys.html", context, status=422 if form.errors else 200)


@page("keys.edit")
@require_POST
def api_key_revoke(request: PageRequest, key_id: int) -> HttpResponse:
    """It opens nothing from now on."""
    key = get_object_or_404(keys.keys_of(request.access), pk=key_id)
    keys.revoke_api_key(access=request.access, key=key)
    messages.success(request, _("It opens nothing any more."))
    return redirect("organization_keys")
