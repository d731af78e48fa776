"""Two entries of one person in one campaign become one target."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from campaigns.ledger import IN_HAND, SETTLED, State
from campaigns.models import Attempt, Promise, Target
from contacts.models import Contact
from lib.errors import DomainError

_STANDING = (
    "call_id", "state", "reason", "priority", "next_attempt_at", "settled_at",
)  # fmt: skip


def settle_targets(winner: Contact, loser: Contact) -> None:
    """Where both are in a campaign: one target with the attempts and promises of both. Whoever was
    dealt with in either is dealt with. DomainError while one of them is on the phone."""
    shared = Target.objects.filter(contact=winner).values("campaign")
    rows = Target.objects.select_for_update().filter(contact__in=[winner, loser])
    both = list(rows.filter(campaign__in=shared).order_by("pk"))
    staying = {each.campaign_id: each for each in both if each.contact_id == winner.pk}
    for going in both:
        if going.contact_id == loser.pk and going.campaign_id in staying:
            _join(staying[going.campaign_id], going)


def _join(stays: Target, goes: Target) -> None:
    if {State(stays.state), State(goes.state)} & IN_HAND:
        raise DomainError("call_under_way", _("A call to this person is under way: wait for it."))
    Attempt.objects.filter(target=goes).update(target=stays)
    Promise.objects.filter(target=goes).update(target=stays)
    changed = {"attempts": F("attempts") + goes.attempts, "fence": F("fence") + 1}
    if goes.state in SETTLED and stays.state not in SETTLED:
        changed |= {name: getattr(goes, name) for name in _STANDING}
    Target.objects.filter(pk=stays.pk).update(**changed)
    goes.delete()
