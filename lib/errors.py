"""What a service says when a rule forbids what was asked.

    DomainError            a rule said no                      409
    ├── InvalidInput       what was given can't be used        400
    ├── NotAllowed         this person may not do that         403
    ├── NotFound           there is no such thing to see here  404
    └── TooMany            a limit was reached                 429

Services raise them; `callsys.problems` maps them once for the API and once for pages.
"""

from collections.abc import Mapping

from django.utils.functional import Promise

Text = str | Promise


class DomainError(Exception):
    """A rule said no.

    `code` is for machines and stays stable; `message` is for people and may be lazy
    (translated when shown); `fields` names the inputs at fault, where there are such.
    """

    status = 409

    def __init__(
        self,
        code: str,
        message: Text,
        *,
        fields: Mapping[str, Text] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(DomainError):
    """What was given can't be used."""

    status = 400


class NotAllowed(DomainError):
    """This person may not do that."""

    status = 403


class NotFound(DomainError):
    """There is no such thing, or not for this person: both look the same from outside."""

    status = 404


class TooMany(DomainError):
    """A limit was reached."""

    status = 429
