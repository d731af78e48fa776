"""Pages of contacts."""

from django.urls import path

from contacts import (
    import_views,
    lead_views,
    list_views,
    privacy_views,
    stage_views,
    suppression_views,
    views,
)

app_name = "contacts"

urlpatterns = [
    path("", views.contact_list, name="list"),
    path("export.csv", views.contact_export, name="export"),
    path("new/", views.contact_create, name="create"),
    path("<int:pk>/", views.contact_detail, name="detail"),
    path("<int:pk>/edit/", views.contact_edit, name="edit"),
    path("<int:pk>/delete/", views.contact_delete, name="delete"),
    path("<int:pk>/suppress/", views.contact_suppress, name="suppress"),
    path("<int:pk>/data.json", privacy_views.person_export, name="person_export"),
    path("<int:pk>/erase/", privacy_views.person_erase, name="person_erase"),
    path("<int:pk>/consent/", privacy_views.consent_record, name="consent_record"),
    path("<int:pk>/consent/withdraw/", privacy_views.consent_withdraw, name="consent_withdraw"),
    path("<int:pk>/lead/", lead_views.lead_start, name="lead_start"),
    path("leads/", lead_views.lead_board, name="leads"),
    path("leads/stages/", stage_views.stages, name="stages"),
    path("leads/stages/<int:pk>/", stage_views.stage_edit, name="stage"),
    path("leads/stages/<int:pk>/place/", stage_views.stage_place, name="stage_place"),
    path("leads/stages/<int:pk>/delete/", stage_views.stage_delete, name="stage_delete"),
    path("leads/stages/<int:pk>/leads/", lead_views.stage_leads, name="stage_leads"),
    path("leads/<int:pk>/move/", lead_views.lead_move, name="lead_move"),
    path("leads/<int:pk>/score/", lead_views.lead_score, name="lead_score"),
    path("leads/<int:pk>/drop/", lead_views.lead_drop, name="lead_drop"),
    path("consents.csv", privacy_views.consents, name="consents"),
    path("suppressions/lists/", suppression_views.suppression_sets, name="suppression_sets"),
    path("import/", import_views.import_create, name="import"),
    path("imports/<int:pk>/", import_views.import_detail, name="import_detail"),
    path("imports/<int:pk>/review/", import_views.import_review, name="import_review"),
    path("imports/<int:pk>/cancel/", import_views.import_cancel, name="import_cancel"),
    path("imports/<int:pk>/repeat/", import_views.import_repeat, name="import_repeat"),
    path("imports/<int:pk>/live/", import_views.import_live, name="import_live"),
    path("imports/<int:pk>/rejected.csv", import_views.rejected_rows, name="rejected"),
    path("lists/", list_views.lists, name="lists"),
    path("lists/<int:pk>/", list_views.list_detail, name="list_detail"),
    path("lists/<int:pk>/delete/", list_views.list_delete, name="list_delete"),
    path("lists/<int:pk>/remove/<int:contact_pk>/", list_views.list_remove, name="list_remove"),
    path("suppressions/", suppression_views.suppressions, name="suppressions"),
    path("suppressions/<int:pk>/lift/", suppression_views.suppression_lift, name="lift"),
]
