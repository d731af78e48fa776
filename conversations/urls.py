"""Pages of conversations."""

from django.urls import path

from conversations import appointment_views, memory_views, own_tools_views, views

app_name = "conversations"

urlpatterns = [
    path("", views.agent_list, name="list"),
    path("new/", views.agent_create, name="create"),
    path("preview/", views.agent_preview, name="preview"),
    path("tools/", own_tools_views.tool_list, name="tools"),
    path("tools/new/", own_tools_views.tool_create, name="tool_create"),
    path("tools/<int:pk>/", own_tools_views.tool_edit, name="tool_edit"),
    path("tools/<int:pk>/renew/", own_tools_views.tool_renew, name="tool_renew"),
    path("tools/<int:pk>/delete/", own_tools_views.tool_delete, name="tool_delete"),
    path("appointments/", appointment_views.appointment_list, name="appointments"),
    path(
        "appointments/<int:pk>/cancel/",
        appointment_views.appointment_cancel,
        name="appointment_cancel",
    ),
    path("memories/to/<int:pk>/", memory_views.memory_add, name="memory_add"),
    path("memories/<int:pk>/", memory_views.memory_change, name="memory_change"),
    path("memories/<int:pk>/forget/", memory_views.memory_forget, name="memory_forget"),
    path("<int:pk>/", views.agent_detail, name="detail"),
    path("<int:pk>/edit/", views.agent_edit, name="edit"),
    path("<int:pk>/publish/", views.agent_publish, name="publish"),
    path("<int:pk>/versions/", views.agent_versions, name="versions"),
    path("<int:pk>/versions/<int:number>/restore/", views.agent_restore, name="restore"),
    path("<int:pk>/delete/", views.agent_delete, name="delete"),
]
