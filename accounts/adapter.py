"""How django-allauth fits us."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import may_found_organizations


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Users have no user name: their e-mail names them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account has been closed."),
        "email_password_mismatch": _("This e-mail and this password do not go together."),
        "email_taken": _("There is an account with this e-mail already."),
        "enter_current_password": _("Write the password that you have now."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again."),
        "rate_limited": _("Too many requests. Wait a moment and try again."),
    }

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """Nothing to fill in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """A stranger may sign up only where they may make an organisation then."""
        return may_found_organizations(None)

    def format_email_subject(self, subject: str) -> str:
        """As it is: the sender says where it comes from."""
        return subject

    def pre_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse | None:
        """Staff are made by whoever runs this instance: their address needs no proof."""
        if user.is_staff:
            EmailAddress.objects.update_or_create(
                user=user, email=user.email, defaults={"primary": True, "verified": True}
            )
        answer: HttpResponse | None = super().pre_login(request, user, **details)
        return answer


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Google's and Microsoft's sign-in, where the settings name an app of theirs."""

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """Where none is configured there is no such page."""
        try:
            return super().get_app(request, provider, client_id=client_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None
