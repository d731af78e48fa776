"""Files as plain sections of text: PDF, Word, Markdown, text, a web page that was pasted. Pure."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from zipfile import BadZipFile

import docx
import pypdf
from docx.opc.exceptions import PackageNotFoundError
from pypdf.errors import PyPdfError

LONGEST = 3_000_000
"""Characters of one document: about a thousand pages."""

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
_SKIPPED = frozenset({"script", "style", "nav", "footer", "noscript", "template", "svg"})
_BLOCKS = frozenset({"p", "div", "li", "br", "tr", "section", "article", "table", "ul", "ol"})
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class Unreadable(ValueError):
    """No text can be had of it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document; `place` says where it stands ("p. 3", a heading), or ""."""

    place: str
    text: str


def sections_of(content: bytes, kind: str) -> list[Section]:
    """The sections of a file of a kind (pdf, docx, md, txt, html), without empty ones."""
    try:
        found = [
            Section(section.place[:200], section.text.strip())
            for section in _READERS[kind](content)
            if section.text.strip()
        ]
    except (PyPdfError, PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise Unreadable("unreadable") from error
    if not found:
        raise Unreadable("no_text")
    if sum(len(section.text) for section in found) > LONGEST:
        raise Unreadable("too_long")
    return found


def _pdf(content: bytes) -> Iterator[Section]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    for number, page in enumerate(reader.pages, start=1):
        yield Section(f"p. {number}", page.extract_text())


def _docx(content: bytes) -> Iterator[Section]:
    place, lines = "", list[str]()
    document = docx.Document(io.BytesIO(content))
    for paragraph in document.paragraphs:
        style = paragraph.style.name if paragraph.style else ""
        if style.startswith(("Heading", "Title")) and paragraph.text.strip():
            yield Section(place, "\n".join(lines))
            place, lines = paragraph.text.strip(), []
        else:
            lines.append(paragraph.text)
    for table in document.tables:
        lines += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
    yield Section(place, "\n".join(lines))


def _text(content: bytes) -> Iterator[Section]:
    yield Section("", _decoded(content))


def _markdown(content: bytes) -> Iterator[Section]:
    place, lines = "", list[str]()
    for line in _decoded(content).splitlines():
        if heading := _HEADING.match(line):
            yield Section(place, "\n".join(lines))
            place, lines = heading[1], []
        else:
            lines.append(line)
    yield Section(place, "\n".join(lines))


def _page(content: bytes) -> Iterator[Section]:
    reader = _Page()
    reader.feed(_decoded(content))
    reader.close()
    yield from reader.sections


class _Page(HTMLParser):
    """The text of a page that people read, by its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[Section] = []
        self._place = ""
        self._skipping = 0
        self._in_title = False
        self._parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipping += tag in _SKIPPED
        if tag in _TITLES:
            self._end_section()
            self._in_title, self._place = True, ""
        elif tag in _BLOCKS:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._skipping = max(0, self._skipping - (tag in _SKIPPED))
        if tag in _TITLES:
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._place = " ".join(f"{self._place} {data}".split())
        elif not self._skipping:
            self._parts.append(data)

    def close(self) -> None:
        super().close()
        self._end_section()

    def _end_section(self) -> None:
        lines = (" ".join(line.split()) for line in "".join(self._parts).splitlines())
        self.sections.append(Section(self._place, "\n".join(filter(None, lines))))
        self._parts = []


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


_READERS = {"pdf": _pdf, "docx": _docx, "md": _markdown, "txt": _text, "html": _page}
