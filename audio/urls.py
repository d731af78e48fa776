"""Sound, and pages about it."""

from django.urls import path

from audio import serving, views

app_name = "audio"

urlpatterns = [
    path("voices/", views.voice_list, name="list"),
    path("voices/use/", views.voice_use, name="use"),
    path("voices/<str:voice>/preview/", views.voice_preview, name="preview"),
    path("voices/<str:voice>/forget/", views.voice_forget, name="forget"),
    path("agents/<int:pk>/forget/", views.agent_forget, name="forget_agent"),
    path("sound/<path:name>", serving.sound, name="sound"),
]
