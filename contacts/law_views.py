"""Pages of the law of countries, and of how long an organisation keeps what it learned."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.checking import checked
from accounts.pages import PageRequest, page
from contacts import services
from contacts.law import NEEDS_LABELS, PRESETS_VERSION, TRUST_LABELS
from contacts.law_forms import CountryRuleForm, RetentionForm
from contacts.models import CountryRule, PrivacySettings
from contacts.selectors import law_by_country
from contacts.services.countries import decide_country
from lib.clock import database_now
from lib.errors import DomainError


@require_http_methods(["GET", "POST"])
@page("settings.edit")
@checked
def country_rules(request: PageRequest) -> HttpResponse:
    """What holds for each country that may be called, where we know it from, and since when."""
    today = database_now().date()
    asked = request.POST.get("country") or request.GET.get("country", "")
    country = asked if asked in settings.ALLOWED_COUNTRIES else settings.ALLOWED_COUNTRIES[0]
    decided = CountryRule.objects.visible_to(request.access).filter(country=country).first()
    form = CountryRuleForm(request.POST or None, country=country, rule=decided)
    if request.method == "POST" and form.is_valid():
        try:
            decide_country(
                organization=request.access.organization,
                today=today,
                user=request.access.user,
                **form.decided(),
            )
        except DomainError as error:
            form.blame(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("contacts:country_rules")
    rows = [
        {
            "found": found,
            "consent": NEEDS_LABELS[found.law.consent],
            "trust": TRUST_LABELS[found.preset.trust] if found.preset else "",
        }
        for found in law_by_country(request.access, today=today)
    ]
    context = {"form": form, "rows": rows, "country": country, "version": PRESETS_VERSION}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/country_rules.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page("settings.edit")
@checked
def retention(request: PageRequest) -> HttpResponse:
    """For how long what is kept."""
    organization = request.access.organization
    kept = PrivacySettings.objects.filter(organization=organization).first()
    form = RetentionForm(
        request.POST or None, kept=kept or PrivacySettings(organization=organization)
    )
    if request.method == "POST" and form.is_valid():
        services.keep_for(organization=organization, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("contacts:retention")
    status = 422 if form.is_bound else 200
    return render(request, "contacts/retention.html", {"form": form}, status=status)
