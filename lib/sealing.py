"""Secrets at rest: what must be used again, and so can't be kept as a digest, is kept sealed.

Fernet (AES-128-CBC with HMAC-SHA256) under the newest of `SEALING_KEYS`; the older ones still
open what they sealed until `./dev manage rotate_credentials` has sealed everything anew. Any text
will do for a key, as long as it is long and random: it is stretched to what Fernet takes.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import models, transaction


class Unreadable(Exception):
    """None of the keys opens it: the key that sealed it is gone, or it was tampered with."""


class Sealed:
    """A secret that shows itself to whoever asks for it by name, and to no log or template."""

    __slots__ = ("token",)

    def __init__(self, token: bytes) -> None:
        self.token = token

    def reveal(self) -> str:
        """The secret; "" for none. Raises Unreadable."""
        if not self.token:
            return ""
        try:
            return _box(tuple(settings.SEALING_KEYS)).decrypt(self.token).decode()
        except InvalidToken as error:
            raise Unreadable from error

    def renewed(self) -> "Sealed":
        """The same secret under the newest key. Raises Unreadable."""
        return seal(self.reveal())

    def __bool__(self) -> bool:
        return bool(self.token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.token == other.token

    def __hash__(self) -> int:
        return hash(self.token)

    def __repr__(self) -> str:
        return "[sealed]"

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Sealed":
        return self


def nothing() -> Sealed:
    """No secret at all."""
    return Sealed(b"")


def seal(secret: str) -> Sealed:
    """A secret under the newest key; no secret stays none."""
    if not secret:
        return nothing()
    return Sealed(_box(tuple(settings.SEALING_KEYS)).encrypt(secret.encode()))


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A column that holds a `Sealed` as bytes: assign `seal("…")`, read `row.field.reveal()`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        kwargs.setdefault("default", nothing)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Sealed | None:
        """As it is read."""
        return None if value is None else Sealed(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """As it is written: a plain text here would be a secret stored bare."""
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} takes what seal() gives")
        token = None if value is None else value.token
        return super().get_db_prep_value(token, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        """In dumps, too, it stays sealed."""
        return base64.b64encode(self.value_from_object(obj).token).decode()

    def to_python(self, value: Any) -> Any:
        """From dumps."""
        return Sealed(base64.b64decode(value)) if isinstance(value, str) else value


def renew_all() -> int:
    """Seal every secret of every model under the newest key; how many rows were renewed.

    Row by row, each locked for its own moment only: what changes meanwhile is never lost.
    Raises Unreadable at the first row that no key opens, leaving that row as it was.
    """
    renewed = 0
    for model in apps.get_models():
        names = [field.name for field in model._meta.local_fields if isinstance(field, SealedField)]
        if names:
            keys = model._base_manager.order_by("pk").values_list("pk", flat=True)
            renewed += sum(_renew(model, pk, names) for pk in list(keys))
    return renewed


@transaction.atomic
def _renew(model: type[models.Model], pk: Any, names: Sequence[str]) -> bool:
    row = model._base_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    changes = {name: getattr(row, name).renewed() for name in names if getattr(row, name, None)}
    if changes:
        model._base_manager.filter(pk=pk).update(**changes)
    return bool(changes)


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_stretched(key)) for key in keys])


def _stretched(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"callsys sealing\0" + key.encode()).digest())
