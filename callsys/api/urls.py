"""The API's router: each app registers its own viewsets."""

import accounts.api
import calls.api
import campaigns.api
import contacts.api
import conversations.api
import reports.api
from callsys.api.router import ApiRouter

router = ApiRouter()
for app in (accounts.api, contacts.api, conversations.api, campaigns.api, calls.api, reports.api):
    for prefix, viewset in app.ROUTES:
        router.register(prefix, viewset, basename=prefix.replace("/", "-"))

urlpatterns = router.urls
