"""Where providers call us."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
