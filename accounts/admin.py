"""Accounts in the admin."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.grants import end_grants_of
from accounts.impersonation import begin_impersonation
from accounts.models import (
    ApiKey,
    AuditEntry,
    Membership,
    Organization,
    ProviderCredential,
    User,
)
from accounts.on_record import RecordAdmin
from accounts.permissions import Role
from accounts.services import end_suspension, suspend_organization
from lib.errors import DomainError

admin.site.unregister([Group, EmailAddress])


class NewUserForm(UserCreationForm):  # type: ignore[misc]
    """A new user is an e-mail address and a password."""

    class Meta:
        model = User
        fields = ("email",)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()


class MembershipInline(TabularInline):  # type: ignore[misc]
    """Where a user works."""

    model = Membership
    extra = 0
    tab = True
    autocomplete_fields = ("organization",)
    can_delete = False
    readonly_fields = ("role",)


class EmailAddressInline(TabularInline):  # type: ignore[misc]
    """The addresses of a user, and whether they have proved them."""

    model = EmailAddress
    extra = 0
    tab = True


class MembersFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The members of one organisation, one of them an owner."""

    def clean(self) -> None:
        """The rule of `accounts.services`, for all rows at once."""
        super().clean()
        roles = {
            form.cleaned_data.get("role") for form in self.forms if form not in self.deleted_forms
        }
        if self.instance.pk and roles and Role.OWNER.value not in roles:
            raise ValidationError(_("An organisation needs an owner."))


class MemberInline(TabularInline):  # type: ignore[misc]
    """Who works in an organisation."""

    model = Membership
    formset = MembersFormSet
    extra = 0
    tab = True
    autocomplete_fields = ("user",)


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[misc,type-arg]
    """People, by e-mail."""

    form = UserChangeForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "language", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active", "language")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "created_at")
    filter_horizontal = ()
    inlines = (MembershipInline, EmailAddressInline)
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("name", "language")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "password1", "password2")}),)
    actions = ("work_as", "end_sign_ins")

    @admin.action(description=_("Work as this person for an hour"))
    def work_as(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        """Of one person, who is none of the staff. In the audit."""
        person = people.first()
        if person is None or people.count() > 1:
            messages.error(request, _("Choose one person."))
            return None
        try:
            begin_impersonation(request, person)
        except DomainError as error:
            messages.error(request, str(error))
            return None
        return redirect("home")

    @admin.action(description=_("End every sign-in of programs"))
    def end_sign_ins(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Through the service, as every change."""
        for person in people:
            end_grants_of(user=person, reason="staff")
        messages.success(request, _("Ended."))


@admin.register(Organization)
class OrganizationAdmin(ModelAdmin):  # type: ignore[misc]
    """Businesses and their members."""

    list_display = ("name", "default_country", "is_rehearsal", "suspended_at", "created_at")
    list_filter = ("is_rehearsal", "language", ("suspended_at", admin.EmptyFieldListFilter))
    search_fields = ("name",)
    readonly_fields = ("created_at", "suspended_at")
    inlines = (MemberInline,)
    actions = ("suspend", "let_go_on")

    @admin.action(description=_("Suspend: it can only be read"))
    def suspend(self, request: HttpRequest, organizations: QuerySet[Organization]) -> None:
        """Through the service, as every change."""
        for organization in organizations:
            suspend_organization(organization=organization, reason=str(_("By staff.")))

    @admin.action(description=_("End the suspension"))
    def let_go_on(self, request: HttpRequest, organizations: QuerySet[Organization]) -> None:
        """Through the service, as every change."""
        for organization in organizations:
            end_suspension(organization=organization)


@admin.register(AuditEntry)
class AuditEntryAdmin(RecordAdmin):
    """Who did what, newest first."""

    ordering = ("-id",)
    list_select_related = ("organization",)
    list_display = ("happened_at", "organization", "action", "subject", "subject_id", "who")
    list_filter = ("action",)
    search_fields = ("subject__exact", "subject_id__exact")
    search_help_text = _("A kind of thing, as “campaigns.Campaign”, or a number.")

    @admin.display(description=_("who"))
    def who(self, entry: AuditEntry) -> str:
        """By e-mail, with whoever worked in their name."""
        return " ← ".join(filter(None, [entry.actor.get("email"), entry.actor.get("impersonator")]))


@admin.register(ApiKey)
class ApiKeyAdmin(RecordAdmin):
    """Keys of programs, without their secrets."""

    ordering = ("-id",)
    list_display = ("prefix", "name", "organization", "made_by", "last_used_at", "revoked_at")
    list_select_related = ("organization", "made_by")
    search_fields = ("prefix", "name")
    exclude = ("digest",)


@admin.register(ProviderCredential)
class ProviderCredentialAdmin(RecordAdmin):
    """Organisations' own accounts, without what opens them."""

    ordering = ("-id",)
    list_select_related = ("organization",)
    list_display = ("organization", "provider", "hint", "tested_at")
    list_filter = ("provider",)
