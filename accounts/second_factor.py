"""Second factors at rest: the secrets of authenticator apps and recovery codes are sealed."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from lib.sealing import Sealed, seal

_SECRETS = ("secret", "seed")
"""What django-allauth gives to `encrypt`: an app's, and that of recovery codes."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Where django-allauth would store a secret bare, it stores it sealed."""

    def encrypt(self, text: str) -> str:
        """To be stored."""
        return seal(text).token.decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was. Raises Unreadable."""
        return Sealed(encrypted_text.encode()).reveal()


def renew_second_factors() -> int:
    """Seal every secret under the newest key; how many rows. Raises Unreadable."""
    renewed = 0
    for key in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=key).first()
            names = [name for name in _SECRETS if row and row.data.get(name)]
            for name in names:
                row.data[name] = Sealed(row.data[name].encode()).renewed().token.decode()
            if names:
                row.save(update_fields=["data"])
                renewed += 1
    return renewed
