"""Pages of the live line."""

from django.urls import path

from voice import views

app_name = "voice"

urlpatterns = [
    path("agents/<int:pk>/try/", views.try_agent, name="try"),
]
