"""Pages of campaigns."""

from django.urls import path

from campaigns import actions, limits_views, schedule_views, single_views, views, wizard_views

app_name = "campaigns"

urlpatterns = [
    path("", views.campaign_list, name="list"),
    path("samples/", actions.samples, name="samples"),
    path("new/", views.campaign_create, name="create"),
    path("setup/", wizard_views.begin, name="begin"),
    path("stop/", schedule_views.stop_all, name="stop_all"),
    path("allow/", schedule_views.allow_all, name="allow_all"),
    path("limits/", limits_views.limits, name="limits"),
    path("emergency/", limits_views.emergency, name="emergency"),
    path("single/", single_views.single_list, name="singles"),
    path("single/to/<int:contact>/", single_views.call_one, name="call_one"),
    path("single/<int:pk>/cancel/", single_views.single_cancel, name="single_cancel"),
    path("single/<int:pk>/move/", single_views.single_reschedule, name="single_reschedule"),
    path("<int:pk>/promises/", schedule_views.promises, name="promises"),
    path("<int:pk>/repeat/", schedule_views.repeat, name="repeat"),
    path("<int:pk>/", views.campaign_detail, name="detail"),
    path("<int:pk>/live/", views.campaign_live, name="live"),
    path("<int:pk>/edit/", views.campaign_edit, name="edit"),
    path("<int:pk>/setup/<slug:step>/", wizard_views.setup, name="setup"),
    path("<int:pk>/people/", views.campaign_targets, name="targets"),
    path("<int:pk>/people.csv", views.campaign_export, name="export"),
    path("<int:pk>/calls/", views.campaign_calls, name="calls"),
    path("<int:pk>/start/", actions.start, name="start"),
    path("<int:pk>/schedule/", actions.schedule, name="schedule"),
    path("<int:pk>/pause/", actions.pause, name="pause"),
    path("<int:pk>/resume/", actions.resume, name="resume"),
    path("<int:pk>/cancel/", actions.cancel, name="cancel"),
    path("<int:pk>/delete/", actions.delete, name="delete"),
]
