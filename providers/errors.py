"""What can go wrong with a provider, and whether it may be tried again.

ProviderError            something went wrong; `retryable` says whether to try again
├── Refused              a definite no: nothing happened on their side
│   └── RateLimited      a definite no for now; `retry_after` seconds where they said so
└── Ambiguous            no clear answer: it may have happened. Never repeat a dial for it
"""


class ProviderError(Exception):
    """Something went wrong with a provider. `code` is the vendor's own, or "" ."""

    def __init__(self, message: str, *, code: str = "", retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable


class Refused(ProviderError):
    """A definite no: nothing happened on their side."""


class RateLimited(Refused):
    """A definite no for now."""

    def __init__(self, message: str, *, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, code=code, retryable=True)
        self.retry_after = retry_after


class Ambiguous(ProviderError):
    """No clear answer: what was asked may have happened."""
