"""Numbers that must not be contacted, in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from accounts.on_record import RecordAdmin
from contacts import services
from contacts.admin_forms import SuppressionAdminForm, SuppressionUploadForm
from contacts.admin_import import ImportAsPages
from contacts.exports import SuppressionResource
from contacts.models import Suppression, SuppressionSet
from contacts.services.suppression_sets import create_suppression_set
from contacts.tasks import wake_for_set


@admin.register(Suppression)
class SuppressionAdmin(ImportAsPages, ModelAdmin):  # type: ignore[misc]
    """Numbers that must not be contacted: in one organisation, or in all. A file of them becomes a
    list of its own, kept as hashes."""

    resource_classes = (SuppressionResource,)
    upload_form = SuppressionUploadForm
    form = SuppressionAdminForm
    paginator = InfinitePaginator
    show_full_result_count = False
    list_display = ("e164", "organization", "source", "reason", "created_at", "expires_at")
    list_filter = ("source",)
    list_select_related = ("organization",)
    search_fields = ("e164",)
    autocomplete_fields = ("organization",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        """Through the service, as every change."""
        made = services.suppress(
            organization=obj.organization,
            e164=obj.e164,
            reason=obj.reason,
            source=Suppression.Source.STAFF,
            evidence=str(request.user),
            expires_at=obj.expires_at,
        )
        obj.pk = made.pk

    def delete_model(self, request: HttpRequest, obj: Suppression) -> None:
        """Through the service, as every change."""
        services.lift_suppression(suppression=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        """Through the service, as every change."""
        for suppression in queryset:
            services.lift_suppression(suppression=suppression)

    def take_in(self, request: HttpRequest, form: SuppressionUploadForm) -> HttpResponse:
        """As a list that is in force once it is read."""
        given = form.cleaned_data
        if given["organization"] and not given["default_country"]:
            given["default_country"] = given["organization"].default_country
        made = create_suppression_set(
            filename=given["file"].name,
            user=request.user,  # type: ignore[arg-type]
            **given,
        )
        wake_for_set(made.pk)
        messages.success(request, _("The file is being read. Then its numbers are not called."))
        return redirect("admin:contacts_suppressionset_change", made.pk)


@admin.register(SuppressionSet)
class SuppressionSetAdmin(RecordAdmin):
    """Lists of numbers that others keep, of one organisation or of all."""

    list_display = ("kind", "organization", "status", "size", "unreadable", "created_at")
    list_filter = ("status", "kind")
    list_select_related = ("organization",)
    fields = (
        *("organization", "kind", "scheme", "filename", "status", "sentence", "size"),
        *("unreadable", "created_by", "created_at", "expires_at"),
    )
    readonly_fields = ("sentence",)
