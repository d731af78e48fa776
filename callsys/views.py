"""The door and the pulse."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from callsys.health import find_faults


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Campaigns are where work happens; sign-in comes first by their own guard."""
    return redirect("campaigns:list")


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """200 `{"status": "healthy"}` only when database, Redis and a worker answer; else 503."""
    faults = find_faults()
    if faults:
        return JsonResponse({"status": "unhealthy", "faults": faults}, status=503)
    return JsonResponse({"status": "healthy"})
