"""People in the admin. Every change goes through the services, every file through their import."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from accounts.on_record import RecordAdmin
from contacts import (
    admin_suppressions,  # noqa: F401  (registers its own)
    services,
)
from contacts.admin_forms import (
    AdminUploadForm,
    ContactAdminForm,
    ListEntryAdminForm,
)
from contacts.admin_import import ImportAsPages
from contacts.exports import ContactResource
from contacts.models import (
    Contact,
    ContactList,
    Import,
    ListEntry,
    RejectedRow,
)
from contacts.selectors import search
from contacts.tasks import wake_for


class _Stays(ModelAdmin):  # type: ignore[misc]
    """A row stays in the organisation in which it was made."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "organization") if obj else self.readonly_fields


@admin.register(Contact)
class ContactAdmin(ImportAsPages, _Stays):
    """People, of every organisation."""

    form = ContactAdminForm
    resource_classes = (ContactResource,)
    upload_form = AdminUploadForm
    paginator = InfinitePaginator
    show_full_result_count = False
    list_display = ("__str__", "e164", "email", "country", "language", "organization")
    list_filter = ("language", "country", ("organization", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("organization",)
    search_fields = ("search_text",)
    autocomplete_fields = ("organization",)
    readonly_fields = ("country", "created_at", "updated_at")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Contact], search_term: str
    ) -> tuple[QuerySet[Contact], bool]:
        """As the pages search."""
        return search(queryset, search_term), False

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        """Through the service, as every change."""
        fields = {name: form.cleaned_data[name] for name in form.FIELDS}
        phone = form.cleaned_data["e164"]
        if change:
            services.update_contact(contact=obj, phone=phone, **fields)
        else:
            made = services.create_contact(organization=obj.organization, phone=phone, **fields)
            obj.pk = made.pk

    def delete_model(self, request: HttpRequest, obj: Contact) -> None:
        """Through the service, as every change."""
        services.delete_contact(contact=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        """Through the service, as every change."""
        for contact in queryset:
            services.delete_contact(contact=contact)

    def take_in(self, request: HttpRequest, form: AdminUploadForm) -> HttpResponse:
        """Into the list that is named."""
        file = form.cleaned_data["file"]
        upload = services.create_import(
            organization=form.cleaned_data["organization"],
            user=request.user,  # type: ignore[arg-type]
            file=file,
            filename=file.name,
            list_name=form.cleaned_data["list_name"],
            default_country=form.cleaned_data["default_country"],
        )
        wake_for(upload.pk)
        messages.success(request, _("The file is being read: reload to see how far it is."))
        return redirect("admin:contacts_import_change", upload.pk)


@admin.register(ContactList)
class ContactListAdmin(_Stays):
    """Lists, of every organisation."""

    list_display = ("name", "organization", "created_at")
    list_select_related = ("organization",)
    search_fields = ("name",)
    autocomplete_fields = ("organization",)
    readonly_fields = ("created_at",)
    fields = ("organization", "name", "created_at")

    def save_model(self, request: HttpRequest, obj: ContactList, form: Any, change: bool) -> None:
        """Through the service, as every change."""
        if change:
            services.rename_list(contact_list=obj, name=obj.name)
        else:
            obj.pk = services.create_list(organization=obj.organization, name=obj.name).pk


@admin.register(ListEntry)
class ListEntryAdmin(ModelAdmin):  # type: ignore[misc]
    """Who is on which list."""

    form = ListEntryAdminForm
    paginator = InfinitePaginator
    show_full_result_count = False
    list_display = ("contact_list", "contact")
    list_select_related = ("contact_list", "contact")
    autocomplete_fields = ("contact_list", "contact")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ListEntry, form: Any, change: bool) -> None:
        """Through the service, as every change."""
        services.add_to_list(contact_list=obj.contact_list, contacts=[obj.contact])
        obj.pk = obj.contact_list.entries.get(contact=obj.contact).pk

    def delete_model(self, request: HttpRequest, obj: ListEntry) -> None:
        """Through the service, as every change."""
        services.remove_from_list(contact_list=obj.contact_list, contacts=[obj.contact])


@admin.register(Import)
class ImportAdmin(RecordAdmin):
    """Files, and what became of their rows."""

    list_display = (
        "filename",
        "organization",
        "status",
        "processed",
        "created",
        "updated",
        "unchanged",
        "rejected",
        "created_at",
    )
    list_filter = ("status",)
    list_select_related = ("organization",)
    search_fields = ("filename",)
    fields = (
        "organization",
        "filename",
        "file",
        "contact_list",
        "default_country",
        "status",
        "sentence",
        "total",
        "processed",
        "created",
        "updated",
        "unchanged",
        "rejections",
        "created_by",
        "created_at",
        "finished_at",
    )
    readonly_fields = ("sentence", "rejections")

    @admin.display(description=_("rejected"))
    def rejections(self, upload: Import) -> SafeString:
        """How many rows were rejected, and where to read why."""
        where = reverse("admin:contacts_rejectedrow_changelist")
        return format_html(
            '<a href="{}?source__id__exact={}">{}</a>', where, upload.pk, upload.rejected
        )


@admin.register(RejectedRow)
class RejectedRowAdmin(RecordAdmin):
    """Rows that could not become contacts."""

    list_display = ("source", "row_number", "sentence", "shown")
    list_filter = ("reason",)
    list_select_related = ("source",)
    ordering = ("-source", "row_number")

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """One import's rows may be asked for."""
        return lookup == "source__id__exact" or super().lookup_allowed(lookup, value, request)
