"""The pages of an organisation's own accounts at the providers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import vault
from accounts.checking import checked, is_check
from accounts.models import ProviderCredential
from accounts.pages import PageRequest, page
from lib.errors import DomainError, InvalidInput

_LABELS = {
    "account": gettext_lazy("Account SID"),
    "secret": gettext_lazy("Auth token"),
    "numbers": gettext_lazy("Numbers to call from"),
    "api_key": gettext_lazy("API key"),
    "token": gettext_lazy("Token"),
    "phone_number_id": gettext_lazy("Phone number ID"),
    "calendar_id": gettext_lazy("Calendar ID"),
    "client_id": gettext_lazy("Client ID"),
    "client_secret": gettext_lazy("Client secret"),
    "refresh_token": gettext_lazy("Refresh token"),
}
_SECRET = {"secret", "api_key", "token", "client_secret", "refresh_token"}
_INITIAL = {"calendar_id": "primary"}


class CredentialForm(forms.Form):
    """What an account at one provider is made of."""

    def __init__(self, *args: Any, provider: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider = provider
        for name in vault.FIELDS[provider]:
            kind = forms.PasswordInput if name in _SECRET else forms.TextInput
            self.fields[name] = forms.CharField(
                label=_LABELS[name],
                max_length=vault.LONGEST,
                initial=_INITIAL.get(name),
                widget=kind({"autocomplete": "off", "spellcheck": "false"}),
            )
        if "numbers" in self.fields:
            self.fields["numbers"].help_text = gettext_lazy(
                "With +, separated by commas: +34910000001, +34930000001"
            )

    def clean(self) -> dict[str, Any]:
        """What is there must be what a key can be."""
        given = {name: text for name, text in self.cleaned_data.items() if name in self.fields}
        if not self.errors:
            try:
                vault.require_shape(self.provider, given)
            except InvalidInput as error:
                for name, text in error.fields.items():
                    self.add_error(name, str(text))
        return given


@page("credentials.edit")
@require_safe
def credentials(request: PageRequest) -> HttpResponse:
    """Every provider, and whose account serves there."""
    own = {each.provider: each for each in vault.credentials_of(request.access)}
    rows = [
        (provider, label, own.get(provider))
        for provider, label in ProviderCredential.Provider.choices
    ]
    return render(request, "accounts/credentials.html", {"rows": rows})


@page("credentials.edit")
@require_http_methods(["GET", "POST"])
@checked
def credential_keep(request: PageRequest, provider: str) -> HttpResponse:
    """Enter an account: it is tried before it is kept. While one types, only its shape is told:
    no provider is asked about half a key."""
    if provider not in vault.FIELDS:
        raise Http404
    form = CredentialForm(request.POST or None, provider=provider)
    if request.method == "POST" and form.is_valid() and not is_check(request):
        try:
            vault.keep_credential(
                access=request.access, provider=provider, secrets=form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It opens. Kept, and sealed."))
            return redirect("organization_credentials")
    label = ProviderCredential.Provider(provider).label
    context = {"form": form, "label": label}
    status = 422 if form.errors else 200
    return render(request, "accounts/credential_form.html", context, status=status)


@page("credentials.edit")
@require_POST
def credential_test(request: PageRequest, credential_id: int) -> HttpResponse:
    """Try it again at its provider."""
    try:
        vault.try_credential(access=request.access, credential=_found(request, credential_id))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It opens."))
    return redirect("organization_credentials")


@page("credentials.edit")
@require_POST
def credential_forget(request: PageRequest, credential_id: int) -> HttpResponse:
    """The instance's own account serves again."""
    vault.forget_credential(access=request.access, credential=_found(request, credential_id))
    messages.success(request, _("Forgotten."))
    return redirect("organization_credentials")


def _found(request: PageRequest, credential_id: int) -> ProviderCredential:
    return get_object_or_404(vault.credentials_of(request.access), pk=credential_id)
