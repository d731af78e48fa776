"""Where providers call us."""

from django.urls import URLPattern, path

from voice import webhooks

urlpatterns: list[URLPattern] = [
    path("twilio/hold.wav", webhooks.hold, name="twilio_hold"),
    path("twilio/<str:token>/answer", webhooks.answer, name="twilio_answer"),
    path("twilio/<str:token>/fallback", webhooks.fallback, name="twilio_fallback"),
    path("twilio/<str:token>/gathered", webhooks.gathered, name="twilio_gathered"),
    path("twilio/<str:token>/voicemail", webhooks.voicemail, name="twilio_voicemail"),
    path("twilio/<str:token>/whisper", webhooks.whisper, name="twilio_whisper"),
    path("twilio/<str:token>/dialed", webhooks.dialed, name="twilio_dialed"),
    path("twilio/<str:token>/connected", webhooks.connected, name="twilio_connected"),
]
