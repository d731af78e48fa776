"""Pages of notifications."""

from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("", views.inbox, name="list"),
    path("new/", views.news, name="news"),
    path("preferences/", views.preferences, name="preferences"),
]
