"""Pages of reports."""

from django.urls import path

from reports import actions, scheduled_views, views

app_name = "reports"

urlpatterns = [
    path("", views.report_dashboard, name="list"),
    path("scheduled/", scheduled_views.scheduled_list, name="scheduled"),
    path("scheduled/new/", scheduled_views.scheduled_create, name="scheduled_create"),
    path("scheduled/<int:pk>/", scheduled_views.scheduled_detail, name="scheduled_detail"),
    path("scheduled/<int:pk>/send/", scheduled_views.scheduled_send, name="scheduled_send"),
    path("scheduled/<int:pk>/delete/", scheduled_views.scheduled_delete, name="scheduled_delete"),
    path("campaigns/", views.report_list, name="campaigns"),
    path("campaigns/<int:pk>/", views.report_campaign, name="campaign"),
    path("campaigns/<int:pk>/advice/<slug:code>/", actions.follow_advice, name="follow"),
    path("campaigns/<int:pk>/calls.csv", views.report_export, {"kind": "csv"}, name="export"),
    path("campaigns/<int:pk>/calls.xlsx", views.report_export, {"kind": "xlsx"}, name="xlsx"),
    path("campaigns/<int:pk>/report.pdf", views.report_pdf, name="pdf"),
]
