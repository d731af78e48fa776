"""Where a document comes from."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """An address to ask, or the document itself in `twiml`."""

    url: str = ""
    method: str = "POST"
    params: dict[str, str] = field(default_factory=dict)
    twiml: str = ""
    fallback: str = ""
    fallback_method: str = "POST"
