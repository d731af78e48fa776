"""Sections cut into pieces that are found well and read quickly. Pure."""

import re
from collections.abc import Iterator, Sequence

from knowledge.reading import Section

TARGET = 900
"""Characters: some six sentences, of which an agent says one or two."""

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def pieces_of(sections: Sequence[Section]) -> list[Section]:
    """Pieces of about TARGET characters. None crosses a section; each begins with the last
    sentence of the one before, since an answer may stand across the cut."""
    return [piece for section in sections for piece in _cut(section)]


def _cut(section: Section) -> Iterator[Section]:
    waiting: list[str] = []
    for sentence in _sentences(section.text):
        if waiting and sum(map(len, waiting)) + len(sentence) > TARGET:
            yield Section(section.place, " ".join(waiting))
            waiting = waiting[-1:] if len(waiting[-1]) < TARGET // 3 else []
        waiting.append(sentence)
    if waiting:
        yield Section(section.place, " ".join(waiting))


def _sentences(text: str) -> Iterator[str]:
    """Sentences, and parts of those that are longer than a piece."""
    for sentence in _SENTENCE.split(text):
        words = " ".join(sentence.split())
        while len(words) > TARGET:
            cut = words.rfind(" ", 0, TARGET)
            cut = cut if cut > 0 else TARGET
            yield words[:cut]
            words = words[cut:].strip()
        if words:
            yield words
