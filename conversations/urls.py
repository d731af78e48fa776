"""Pages of conversations."""

from django.urls import path

from conversations import views

app_name = "conversations"

urlpatterns = [
    path("", views.agent_list, name="list"),
    path("new/", views.agent_create, name="create"),
    path("preview/", views.agent_preview, name="preview"),
    path("<int:pk>/", views.agent_detail, name="detail"),
    path("<int:pk>/edit/", views.agent_edit, name="edit"),
    path("<int:pk>/publish/", views.agent_publish, name="publish"),
    path("<int:pk>/versions/", views.agent_versions, name="versions"),
    path("<int:pk>/versions/<int:number>/restore/", views.agent_restore, name="restore"),
    path("<int:pk>/delete/", views.agent_delete, name="delete"),
]
