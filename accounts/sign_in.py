"""Proving who one is without a browser: password, and the second factor where there is one.

django-allauth's own checks do it, so its limits against guessing hold here too.
"""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.errors import DomainError, TooMany


class SignInRefused(DomainError):
    """Not proved, or may not come in."""

    status = 401


def sign_in(request: HttpRequest, *, email: str, password: str, code: str = "") -> User:
    """The person whose e-mail, password and (with a second factor) code these are.

    Raises SignInRefused (`credentials_wrong`, `code_needed`, `code_wrong`, `email_unverified`)
    and TooMany (`too_many_attempts`) after ten wrong attempts a minute of one address or five
    in five minutes for one e-mail.
    """
    try:
        user = get_adapter().authenticate(request, email=email, password=password)
    except ValidationError as error:
        raise _too_many() from error
    if not isinstance(user, User) or not user.is_active:
        raise SignInRefused(
            "credentials_wrong", _("This e-mail and this password do not go together.")
        )
    _require_verified(user)
    if get_mfa_adapter().is_mfa_enabled(user):
        _require_code(user, code)
    return user


def _require_verified(user: User) -> None:
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory" or user.is_staff:
        return
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise SignInRefused("email_unverified", _("Confirm your e-mail address first."))


def _require_code(user: User, code: str) -> None:
    if not code:
        raise SignInRefused("code_needed", _("Write the code of your second factor, too."))
    try:
        forgive = check_rate_limit(user)
    except ValidationError as error:
        raise _too_many() from error
    with_codes = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    for authenticator in Authenticator.objects.filter(user=user, type__in=with_codes):
        if authenticator.wrap().validate_code(code):
            authenticator.record_usage()
            forgive()
            return
    raise SignInRefused("code_wrong", _("This code is not right."))


def _too_many() -> TooMany:
    return TooMany("too_many_attempts", _("Too many attempts. Wait a few minutes and try again."))
