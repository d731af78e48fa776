"""Tokens joined into clauses fit to be spoken. Pure.

A voice that makes sound from text wants whole clauses: the first as early as it makes sense, so
that the person hears something, the others at the ends of sentences, so that they sound well.
A line whose provider takes raw tokens (ConversationRelay) does not need this.
"""

import re
from itertools import pairwise

EARLY = 12
"""Characters from which the first clause may end at a comma."""
LONG = 160
"""Characters from which any clause may."""

_END = re.compile(r"[.!?…]+[\"'»”)]*(?=\s)|\n")
_COMMA = re.compile(r"[,;:—](?=\s)")
_SHORTENED = re.compile(
    r"\b(?:sr|sra|srta|sres|dr|dra|d|dña|av|avda|núm|nº|tel|ej|p|mr|mrs|ms|st|vs|etc|[a-z])\.$",
    re.IGNORECASE,
)


def sentences_of(line: str) -> list[str]:
    """A whole line, cut at the ends of its sentences."""
    ends = [
        found.end() for found in _END.finditer(line) if not _SHORTENED.search(line[: found.end()])
    ]
    parts = (line[start:end].strip() for start, end in pairwise([0, *ends, len(line)]))
    return [part for part in parts if part]


class Clauses:
    """Feed it pieces of one line as they come; it gives back clauses as they are complete."""

    def __init__(self) -> None:
        self._waiting = ""
        self._first = True

    def feed(self, piece: str) -> list[str]:
        """The clauses that this piece completes, in order; joined with a space they are the line.

        An end of a sentence counts once a space follows it: "3.5" and "9:30" stay whole.
        """
        self._waiting += piece
        clauses = []
        while (end := self._end()) is not None:
            clauses += self._take(end)
        return clauses

    def flush(self) -> list[str]:
        """What is left when the line is over."""
        return self._take(len(self._waiting))

    def _take(self, end: int) -> list[str]:
        clause, self._waiting = self._waiting[:end].strip(), self._waiting[end:]
        self._first = self._first and not clause
        return [clause] if clause else []

    def _end(self) -> int | None:
        """Where the first clause ends, or None while it has no end."""
        for found in _END.finditer(self._waiting):
            if not _SHORTENED.search(self._waiting[: found.end()]):
                return found.end()
        least = EARLY if self._first else LONG
        comma = _COMMA.search(self._waiting, min(least, len(self._waiting)))
        return comma.end() if comma else None
