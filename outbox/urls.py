"""Pages of outgoing webhooks."""

from django.urls import path

from outbox import views

app_name = "webhooks"
urlpatterns = [
    path("", views.endpoints, name="list"),
    path("new/", views.endpoint_add, name="add"),
    path("outgoing/<int:pk>/", views.endpoint_edit, name="edit"),
    path("outgoing/<int:pk>/secret/", views.endpoint_rotate, name="rotate"),
    path("outgoing/<int:pk>/test/", views.endpoint_test, name="test"),
    path("outgoing/<int:pk>/delete/", views.endpoint_delete, name="delete"),
    path("deliveries/<int:pk>/replay/", views.delivery_replay, name="replay"),
]
