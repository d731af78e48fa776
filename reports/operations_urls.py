"""Pages of live operations."""

from django.urls import path

from reports import operations_views

app_name = "operations"

urlpatterns = [
    path("", operations_views.wallboard, name="list"),
]
