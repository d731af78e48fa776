"""Thinking that takes longer than a person likes to wait for, on a line of webhooks.

It goes on in a thread and ends in the transcript, as always. Meanwhile the person is told that
somebody is there, and the request after that looks for the turn in the transcript: it may come to
another process.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from calls.line import LINE_ENDED, line_notes
from calls.models import Call, Turn
from voice.gathering import THINKS_WITHIN, Utterance

logger = logging.getLogger(__name__)

ANSWERS_WITHIN = 2.0
"""Seconds of silence after which the person hears something."""
_LOOKS_EVERY = 0.1
_THREADS = 64

_threads = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="thinking")


def think(work: Callable[[], Utterance]) -> Utterance | None:
    """What `work` comes to; None where that takes longer than anybody should wait in silence."""
    thought = _threads.submit(_alone, work)
    try:
        return thought.result(ANSWERS_WITHIN)
    except TimeoutError:
        return None


def thought_of(call: Call, *, asked: int) -> Utterance | None:
    """The turn that was being thought about since the turn `asked`, as soon as it is there; None
    where it does not come: whoever thought about it is gone."""
    give_up = time.monotonic() + THINKS_WITHIN
    turns = Turn.objects.filter(call=call, role=Turn.Role.AGENT, number__gt=asked)
    while (said := turns.order_by("number").first()) is None:
        if time.monotonic() > give_up:
            return None
        time.sleep(_LOOKS_EVERY)
    return Utterance(said.text, said.number, is_last=LINE_ENDED in line_notes(call))


def _alone(work: Callable[[], Utterance]) -> Utterance:
    try:
        return work()
    except Exception:
        logger.exception("thinking_failed")
        raise
    finally:
        connections.close_all()
