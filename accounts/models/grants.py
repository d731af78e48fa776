"""Sign-ins of programs: a chain of refresh tokens, of which only the newest is good."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class TokenGrant(models.Model):
    """One sign-in through the API, until it ends.

    `refresh_digest` is the SHA-256 of the one refresh token that is good now. Whoever shows an
    older one ends the grant: one of two holders has stolen it, and we can't know which.
    `password_mark` is Django's session hash of the password: another password ends the grant.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="token_grants")
    refresh_digest = models.CharField(max_length=64, editable=False)
    password_mark = models.CharField(max_length=128, editable=False)
    client = models.CharField(_("program"), max_length=200, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    created_at = models.DateTimeField(_("signed in"), auto_now_add=True)
    refreshed_at = models.DateTimeField(_("last seen"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_reason = models.CharField(_("ended because"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("sign-in of a program")
        verbose_name_plural = _("sign-ins of programs")

    def __str__(self) -> str:
        return f"{self.user} · {self.client or self.pk}"
