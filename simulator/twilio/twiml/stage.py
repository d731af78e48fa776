"""Where a verb is performed."""

from dataclasses import dataclass
from urllib.parse import urljoin

from simulator.twilio.callbacks import call_fields
from simulator.twilio.line import Line
from simulator.twilio.source import Source


@dataclass(frozen=True, slots=True)
class Stage:
    """What a verb needs: the line it speaks on, and the document it stands in."""

    line: Line
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
