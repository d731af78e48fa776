"""The API's router: each app registers its own viewsets."""

from rest_framework.routers import SimpleRouter

import calls.api
import campaigns.api
import contacts.api
import conversations.api
import reports.api

router = SimpleRouter()
for app in (contacts.api, conversations.api, campaigns.api, calls.api, reports.api):
    for prefix, viewset in app.ROUTES:
        router.register(prefix, viewset, basename=prefix.replace("/", "-"))

urlpatterns = router.urls
