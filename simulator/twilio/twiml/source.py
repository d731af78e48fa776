"""Where a document comes from."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from simulator.twilio.callbacks import call_fields

if TYPE_CHECKING:
    from simulator.twilio.line import Line


@dataclass(frozen=True, slots=True)
class Source:
    """An address to ask, or the document itself in `twiml`."""

    url: str = ""
    method: str = "POST"
    params: dict[str, str] = field(default_factory=dict)
    twiml: str = ""
    fallback: str = ""
    fallback_method: str = "POST"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a verb needs: the line it speaks on, and the document it stands in."""

    line: "Line"
    source: Source

    def goto(self, url: str, method: str, **extra: str) -> Source:
        """The source that a verb's `action` or a redirect leads to."""
        return Source(
            url=urljoin(self.source.url, url),
            method=method.upper(),
            params={**call_fields(self.line.call), **extra},
            fallback=self.source.fallback,
            fallback_method=self.source.fallback_method,
        )
