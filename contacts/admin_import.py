"""Files in the admin: they take the way of the pages, one parser in the background."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from unfold.contrib.import_export.forms import ExportForm

from lib.errors import DomainError


class ImportAsPages(ImportExportModelAdmin):  # type: ignore[misc]
    """Imports by `take_in`, which gives what `upload_form` has read to a service; exports as
    django-import-export does."""

    upload_form: type[forms.Form]
    export_form_class = ExportForm

    def take_in(self, request: HttpRequest, form: Any) -> HttpResponse:
        """Take a file in; may raise DomainError."""
        raise NotImplementedError

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whoever may add."""
        return bool(self.has_add_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever may see."""
        return bool(self.has_view_permission(request))

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A file of any size."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.upload_form(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                return self.take_in(request, form)
            except DomainError as error:
                form.add_error(None, str(error.message))
        context = self.admin_site.each_context(request) | {
            "title": _("Import"),
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, [self.import_template_name], context)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """There is no second step that could write past the services."""
        raise PermissionDenied
