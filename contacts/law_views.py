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
from contacts.law import NEEDS_LABELS, PRESETS, PRESETS_VERSION, TRUST_LABELS, law_of
from contacts.law_forms import CountryRuleForm, RetentionForm
from contacts.models import CountryRule, PrivacySettings
from contacts.services.countries import decide_country
from contacts.standing import decision_of
from lib.clock import database_now
from lib.errors import DomainError


@require_http_methods(["GET", "POST"])
@page("settings.edit")
@checked
def country_rules(request: PageRequest) -> HttpResponse:
    """What holds for each country that may be called, where we know it from, and since when."""
    today = database_now().date()
    rules = {rule.country: rule for rule in CountryRule.objects.visible_to(request.access)}
    asked = request.POST.get("country") or request.GET.get("country", "")
    country = asked if asked in settings.ALLOWED_COUNTRIES else settings.ALLOWED_COUNTRIES[0]
    form = CountryRuleForm(request.POST or None, country=country, rule=rules.get(country))
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
    rows = []
    for code in settings.ALLOWED_COUNTRIES:
        preset, rule = PRESETS.get(code), rules.get(code)
        law = law_of(code, decision_of(rule) if rule else None, today=today)
        rows.append(
            {
                "code": code,
                "preset": preset,
                "rule": rule,
                "law": law,
                "hours": law.hours({str(day): [["00:00", "24:00"]] for day in range(7)}),
                "consent": NEEDS_LABELS[law.consent],
                "trust": TRUST_LABELS[preset.trust] if preset else "",
            }
        )
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
