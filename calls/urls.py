"""Pages of calls."""

from django.urls import path

from calls import actions, views

app_name = "calls"

urlpatterns = [
    path("", views.call_list, name="list"),
    path("<int:pk>/", views.call_detail, name="detail"),
    path("<int:pk>/live/", views.call_live, name="live"),
    path("<int:pk>/recordings/<int:recording>/", views.call_recording, name="recording"),
    path("<int:pk>/hint/", actions.hint, name="hint"),
    path("<int:pk>/take-over/", actions.hand_over, name="take_over"),
    path("<int:pk>/notes/", actions.note, name="note"),
    path("<int:pk>/notes/<int:note>/delete/", actions.note_delete, name="note_delete"),
    path("<int:pk>/feedback/", actions.feedback, name="feedback"),
    path("<int:pk>/hang-up/", actions.hang_up, name="hang_up"),
]
