"""Where a provider tells us how a call goes."""

import logging
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from calls.authenticity import is_genuine_request
from calls.machines import take_verdict
from calls.recordings import note_recording
from calls.reported import apply_report, keep_report
from calls.tasks import fetch_soon
from lib.seams import seam
from providers.telephony.twilio.callbacks import (
    answerer_of,
    report_of,
    stream_of,
    transcription_of,
)
from providers.telephony.twilio.recordings import recording_of

logger = logging.getLogger(__name__)

Webhook = Callable[[HttpRequest, str], HttpResponse]


def from_provider(view: Webhook) -> Webhook:
    """Only for the provider that carries the call of this token: 403 for anybody else, before
    anything is written."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest, token: str) -> HttpResponse:
        if not is_genuine_request(request, token):
            return HttpResponseForbidden()
        return view(request, token)

    return checked


@from_provider
def status(request: HttpRequest, token: str) -> HttpResponse:
    """A status callback. What says nothing we know is accepted too: sending it again would not
    make it clearer."""
    report = report_of(request.POST.dict())
    if report is None:
        logger.warning("callback_not_understood")
    else:
        apply_report(token=token, report=report)
    seam("before_ack")
    return HttpResponse(status=204)


@from_provider
def recorded(request: HttpRequest, token: str) -> HttpResponse:
    """A recording is there to be fetched, or nothing was recorded."""
    report = recording_of(request.POST.dict())
    if report is None:
        logger.warning("recording_not_understood")
    elif (recording_id := note_recording(token=token, report=report)) is not None:
        fetch_soon(recording_id)
    return HttpResponse(status=204)


@from_provider
def machine(request: HttpRequest, token: str) -> HttpResponse:
    """A person answered, or a machine."""
    if answered_by := answerer_of(request.POST.dict()):
        take_verdict(token=token, answered_by=answered_by)
    return HttpResponse(status=204)


@from_provider
def streamed(request: HttpRequest, token: str) -> HttpResponse:
    """A stream began, ended or failed."""
    if (report := stream_of(request.POST.dict())) is None:
        logger.warning("stream_not_understood")
    else:
        keep_report(token=token, report=report)
    return HttpResponse(status=204)


@from_provider
def transcribed(request: HttpRequest, token: str) -> HttpResponse:
    """The provider's own transcription: what it understood on which side."""
    if report := transcription_of(request.POST.dict()):
        keep_report(token=token, report=report)
    return HttpResponse(status=204)
