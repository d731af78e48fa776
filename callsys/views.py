"""The door and the pulse."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from callsys.health import find_faults
from callsys.page import THEME_COOKIE, THEMES

YEAR_SECONDS = 365 * 24 * 60 * 60


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


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen colours in a cookie: the server draws the page in them at once."""
    back = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = redirect(back if allowed else "home")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=YEAR_SECONDS,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response
