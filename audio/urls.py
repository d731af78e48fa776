"""Sound, and pages about it."""

from django.urls import URLPattern, path

from audio import serving

app_name = "audio"

urlpatterns: list[URLPattern] = [
    path("sound/<path:name>", serving.sound, name="sound"),
]
