"""The letter that tells somebody that they may work in an organisation."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import Membership, User


def send_invitation(membership: Membership) -> None:
    """Write to a new member. Whoever has no password yet gets a link to choose one."""
    user, organization = membership.user, membership.organization
    path = reverse("home") if user.has_usable_password() else _first_password_path(user)
    context = {
        "organization": organization,
        "address": settings.PUBLIC_URL + path,
        "is_new": not user.has_usable_password(),
    }
    with translation.override(user.language or organization.language):
        subject = render_to_string("accounts/email/invitation_subject.txt", context)
        body = render_to_string("accounts/email/invitation_message.txt", context)
    send_mail(" ".join(subject.split()), body, None, [user.email])


def _first_password_path(user: User) -> str:
    """The address where this person, and only who reads their mail, chooses a password.

    That proves the address too: nobody can sign in without having read this letter.
    """
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"primary": True, "verified": True}
    )
    key = default_token_generator.make_token(user)
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
    )
