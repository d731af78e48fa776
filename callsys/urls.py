"""Every route, by app."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from callsys import usage, views
from callsys.metrics import metrics
from callsys.styleguide import styleguide

admin.autodiscover()  # here: what serves no pages does without the admin, and starts quicker

handler400 = "callsys.handlers.bad_request"
handler403 = "callsys.handlers.forbidden"
handler404 = "callsys.handlers.not_found"
handler500 = "callsys.handlers.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("metrics", metrics, name="metrics"),
    path("styleguide/", styleguide, name="styleguide"),
    path("theme/", views.set_theme, name="set_theme"),
    path("language/", views.set_language, name="set_language"),
    path("accounts/usage/", usage.usage, name="organization_usage"),
    path("accounts/webhooks/", include("outbox.urls")),
    path("accounts/", include("accounts.urls")),
    path("contacts/", include("contacts.urls")),
    path("agents/", include("conversations.urls")),
    path("documents/", include("knowledge.urls")),
    path("", include("audio.urls")),
    path("", include("voice.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("calls/", include("calls.urls")),
    path("notifications/", include("notices.urls")),
    path("operations/", include("reports.operations_urls")),
    path("reports/", include("reports.urls")),
    path("webhooks/", include("calls.webhook_urls")),
    path("webhooks/", include("voice.webhook_urls")),
    path("api/v1/", include("callsys.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("admin/", admin.site.urls),
]
