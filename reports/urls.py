"""Pages of reports."""

from django.urls import path

from reports import actions, views

app_name = "reports"

urlpatterns = [
    path("", views.report_dashboard, name="list"),
    path("campaigns/", views.report_list, name="campaigns"),
    path("campaigns/<int:pk>/", views.report_campaign, name="campaign"),
    path("campaigns/<int:pk>/advice/<slug:code>/", actions.follow_advice, name="follow"),
    path("campaigns/<int:pk>/calls.csv", views.report_export, {"kind": "csv"}, name="export"),
    path("campaigns/<int:pk>/calls.xlsx", views.report_export, {"kind": "xlsx"}, name="xlsx"),
    path("campaigns/<int:pk>/report.pdf", views.report_pdf, name="pdf"),
]
