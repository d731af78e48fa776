"""Accounts in the admin."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import Membership, Organization, User
from accounts.permissions import Role

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


@admin.register(Organization)
class OrganizationAdmin(ModelAdmin):  # type: ignore[misc]
    """Businesses and their members."""

    list_display = (
        "name",
        "default_country",
        "time_zone",
        "language",
        "is_rehearsal",
        "created_at",
    )
    list_filter = ("is_rehearsal", "language")
    search_fields = ("name",)
    readonly_fields = ("created_at",)
    inlines = (MemberInline,)
