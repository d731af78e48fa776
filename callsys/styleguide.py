"""The living page of the design system, with invented figures."""

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from calls.waveform import waves_of
from reports.charts import bars_of, funnel_of, heat_of
from reports.figures import Counts

_OUTCOMES = [("Goal met", 412, "success"), ("Call back", 96, "warning"), ("Busy", 61, "")]
_STEPS = [("Calls", 780), ("Answered by a person", 412), ("Goal met", 96)]
_PEAKS = ([12, 70, 90, 64, 20, 8, 4, 30, 84, 40] * 3, [2, 4, 8, 40, 76, 88, 60, 12, 4, 2] * 3)


@staff_member_required
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component as it is."""
    answered = {
        day: {f"{hour:02}": Counts(40, (hour * (day + 3)) % 31) for hour in range(9, 21)}
        for day in range(5)
    }
    context = {
        "bars": bars_of(_OUTCOMES),
        "funnel": funnel_of(_STEPS),
        "heat": heat_of(answered),
        "waves": waves_of(_PEAKS),
    }
    return render(request, "styleguide.html", context)
