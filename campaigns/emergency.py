"""Stopping every call of the installation at once, and letting them go on."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import EmergencyStop
from lib.clock import database_now
from lib.errors import DomainError, InvalidInput


def stop_in_force() -> EmergencyStop | None:
    """The stop that holds now."""
    return EmergencyStop.objects.filter(lifted_at=None).select_related("ordered_by").first()


def order_stop(*, reason: str, user: User | None) -> EmergencyStop:
    """Have no dialer place a call any more, of any organisation. Calls on the line go on to their
    end; those that are written down leave within a second, or not at all. Ordered twice, the first
    holds."""
    if not reason.strip():
        raise InvalidInput("reason_missing", _("Say why all calls are to be stopped."))
    stop, _made = EmergencyStop.objects.get_or_create(
        lifted_at=None,
        defaults={
            "reason": reason.strip()[:200],
            "ordered_at": database_now(),
            "ordered_by": user,
        },
    )
    return stop


def lift_stop(*, user: User | None) -> None:
    """Let calls go on. DomainError where nothing is stopped."""
    lifted = EmergencyStop.objects.filter(lifted_at=None).update(
        lifted_at=database_now(), lifted_by=user
    )
    if not lifted:
        raise DomainError("not_stopped", _("Calls are not stopped."))
