"""The API's router: each app registers its own viewsets."""

import accounts.api
import calls.api
import campaigns.api
import contacts.api
import conversations.api
import knowledge.api
import outbox.api
import reports.api
from callsys import usage
from callsys.api.router import ApiRouter

router = ApiRouter()
APPS = (accounts, outbox, contacts, knowledge, conversations, campaigns, calls, reports)

for app in APPS:
    for prefix, viewset in app.api.ROUTES:
        router.register(prefix, viewset, basename=prefix.replace("/", "-"))

for prefix, viewset in usage.ROUTES:
    router.register(prefix, viewset, basename=prefix)

urlpatterns = router.urls
