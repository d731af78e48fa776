"""The door and the pulse."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import i18n
from django.views.decorators.http import require_GET, require_POST

from accounts.models import LANGUAGES, User
from accounts.services import update_profile
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
def set_language(request: HttpRequest) -> HttpResponse:
    """Speak this language from now on: kept with the person, or in a stranger's cookie."""
    user, language = request.user, request.POST.get("language", "")
    if isinstance(user, User) and language in dict(LANGUAGES):
        update_profile(user=user, name=user.name, language=language)
    return i18n.set_language(request)


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
