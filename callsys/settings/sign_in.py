"""Who may sign in, and how."""

from callsys.environment import env, first
from callsys.settings.instance import PRODUCTION, TRUSTED_PROXIES
from callsys.sign_in_with import sign_in_with

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if PRODUCTION else "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", default=not PRODUCTION)
"""Whether strangers may sign up; whoever does can make phones ring at the instance's cost."""
USERSESSIONS_TRACK_ACTIVITY = True
MFA_ADAPTER = "accounts.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Callsys"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = sign_in_with()
SIGN_IN_WITH = [name for name, told in SOCIALACCOUNT_PROVIDERS.items() if told["APPS"]]
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
DEFAULT_FROM_EMAIL = first("DEFAULT_FROM_EMAIL", default="Callsys <no-reply@localhost>")
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
