"""Where providers call us."""

from django.urls import URLPattern, path

from calls import webhooks

urlpatterns: list[URLPattern] = [
    path("twilio/<str:token>/status", webhooks.status, name="twilio_status"),
    path("twilio/<str:token>/recorded", webhooks.recorded, name="twilio_recorded"),
    path("twilio/<str:token>/streamed", webhooks.streamed, name="twilio_streamed"),
    path("twilio/<str:token>/transcribed", webhooks.transcribed, name="twilio_transcribed"),
    path("twilio/<str:token>/machine", webhooks.machine, name="twilio_machine"),
]
