"""People, the organisations they work for, and what they are to them."""

from typing import Any, ClassVar, Protocol, TypeVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import ROLE_LABELS, Role

OwnedT = TypeVar("OwnedT", bound=models.Model)

LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]


class Within(Protocol):
    """Somebody at work in one organisation: an `accounts.access.Access`."""

    @property
    def organization(self) -> "Organization":
        """The one that they see."""


class OwnedQuerySet(models.QuerySet[OwnedT]):
    """Rows that belong to an organisation through their `organization` field."""

    def visible_to(self, access: Within) -> "OwnedQuerySet[OwnedT]":
        """Only what the one who asks may see: the wall between organisations."""
        return self.filter(organization=access.organization)


class UserManager(BaseUserManager["User"]):
    """Makes users who sign in by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with this e-mail (stored in lower case) and password."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in does not care about the case of an e-mail address."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"),
        max_length=5,
        choices=LANGUAGES,
        blank=True,
        help_text=_("Of the pages. Empty: as the organisation's."),
    )
    is_staff = models.BooleanField(_("may open the admin"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email


class Organization(models.Model):
    """A business. Everything else belongs to one."""

    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="es")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Madrid")
    default_country = models.CharField(
        _("country"),
        max_length=2,
        default="ES",
        help_text=_("Reads phone numbers that are written without a country code."),
    )
    is_rehearsal = models.BooleanField(
        _("rehearsal"),
        default=False,
        help_text=_("Its calls reach the simulator only, whatever keys are set."),
    )
    max_contacts = models.PositiveIntegerField(
        _("contacts at most"), null=True, blank=True, help_text=_("Empty: without a limit.")
    )
    max_calls_per_day = models.PositiveIntegerField(
        _("calls a day at most"), null=True, blank=True, help_text=_("Empty: without a limit.")
    )
    max_members = models.PositiveIntegerField(
        _("members at most"), null=True, blank=True, help_text=_("Empty: without a limit.")
    )
    suspended_at = models.DateTimeField(_("suspended since"), null=True, blank=True)
    suspended_reason = models.CharField(_("suspended because"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    members: "models.ManyToManyField[User, Membership]" = models.ManyToManyField(
        User, through="Membership", related_name="organizations"
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a user is to an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=[(role.value, label) for role, label in ROLE_LABELS.items()],
        default=Role.VIEWER.value,
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organization} ({self.role})"
