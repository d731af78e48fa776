"""Stored sound over HTTP, where no nginx stands in front (`./dev run`)."""

import re

from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from audio.links import is_valid, sound_storage

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg"}


@require_safe
def sound(request: HttpRequest, name: str) -> HttpResponseBase:
    """A sound by its signed link; a part of it where a player asks for one."""
    query = request.GET
    if not is_valid(name, expires=query.get("e", ""), signature=query.get("s", "")):
        return HttpResponse(status=403)
    try:
        file = sound_storage().open(name)
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation):
        return HttpResponse(status=404)
    kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        answer: HttpResponseBase = FileResponse(file, content_type=kind)
    else:
        first, last = int(asked[1]), min(int(asked[2] or file.size), file.size - 1)
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
        with file:
            file.seek(first)
            part = file.read(last - first + 1)
        answer = HttpResponse(part, status=206, content_type=kind)
        answer["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, max-age=300"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
