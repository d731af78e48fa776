"""Two entries of one person become one. Nothing of either is lost."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Field, ForeignObjectRel, Model
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from accounts.models import Organization
from contacts.merging import settle_all
from contacts.models import Contact, Lead, LeadEvent, ListEntry, Suppression
from contacts.services.people import MAX_ATTRIBUTES
from contacts.services.suppression import suppress
from lib.errors import DomainError, InvalidInput, NotFound
from lib.live import tell

TAKEN = ("name", "email", "language", "time_zone", "attributes")
"""What may be taken from the one who goes. The phone is always that of the one who stays."""


@transaction.atomic
def merge_contacts(
    *, organization: Organization, winner: Contact, loser: Contact, take: Collection[str] = ()
) -> Contact:
    """Make one person of two: what points at the loser moves to the winner, and the loser goes.

    The winner keeps its fields, but for those named in `take` (of TAKEN) and those that it has
    not. The loser's phone stays as an attribute. What was said of a number (suppression, consent)
    stays with the number, and whoever may not be called at one is not called at the other.
    NotFound for another organisation's; DomainError for one and the same; InvalidInput.
    """
    if unknown := set(take) - set(TAKEN):
        message = gettext_lazy("This can't be taken over.")
        raise InvalidInput("take_invalid", message, fields={"take": ", ".join(sorted(unknown))})
    if winner.pk == loser.pk:
        message = gettext_lazy("This is one and the same person already.")
        raise DomainError("same_contact", message)
    both = {winner.pk, loser.pk}
    rows = Contact.objects.select_for_update().filter(organization=organization, pk__in=both)
    found = {each.pk: each for each in rows.order_by("pk")}
    if found.keys() != both:
        raise NotFound("contact_not_found", gettext_lazy("There is no such person."))
    winner, loser = found[winner.pk], found[loser.pk]
    _carry_suppression(winner, loser)
    settle_all(winner, loser)
    _settle_lists(winner, loser)
    _settle_leads(winner, loser)
    for model, field in pointing_at_contacts():
        model._default_manager.filter(**{field.name: loser.pk}).update(**{field.name: winner.pk})
    _fill(winner, loser, take)
    loser.delete()
    winner.save()
    tell(organization.pk, "contacts")
    return winner


def pointing_at_contacts() -> list[tuple[type[Model], "Field[Any, Any]"]]:
    """Every model and its field that points at a contact, in whichever app."""
    relations: list[ForeignObjectRel] = [
        relation for relation in Contact._meta.related_objects if not relation.many_to_many
    ]
    return [(relation.related_model, relation.field) for relation in relations]


def _carry_suppression(winner: Contact, loser: Contact) -> None:
    """Who asked not to be called was one person: the number that stays is not called either."""
    own = Suppression.objects.filter(organization=loser.organization_id, e164=loser.e164)
    if (said := own.first()) is not None:
        suppress(
            organization=loser.organization,
            e164=winner.e164,
            reason=said.reason,
            source=said.source,
            evidence=said.evidence,
            expires_at=said.expires_at,
        )


def _settle_lists(winner: Contact, loser: Contact) -> None:
    shared = ListEntry.objects.filter(contact=winner).values("contact_list")
    ListEntry.objects.filter(contact=loser, contact_list__in=shared).delete()


def _settle_leads(winner: Contact, loser: Contact) -> None:
    """One history. Where both are leads, the winner's stage and score hold."""
    if Lead.objects.filter(pk=loser.pk).exists():
        had = Lead.objects.filter(pk=winner.pk).exists()
        LeadEvent.objects.filter(lead=loser.pk).update(lead=winner.pk)
        if had:
            Lead.objects.filter(pk=loser.pk).delete()


def _fill(winner: Contact, loser: Contact, take: Collection[str]) -> None:
    for name in ("name", "email", "language", "time_zone"):
        if name in take or not getattr(winner, name):
            setattr(winner, name, getattr(loser, name) or getattr(winner, name))
    first, second = winner.attributes, loser.attributes
    known = first | second if "attributes" in take else second | first
    with translation.override(winner.organization.language):
        known[_unused(known, gettext("Other phone"))] = loser.e164
    if len(known) > MAX_ATTRIBUTES:
        message = gettext_lazy("Together they have too many attributes.")
        raise DomainError("too_many_attributes", message)
    winner.attributes = known
    theirs, ours = loser.last_called_at, winner.last_called_at
    if theirs is not None and (ours is None or theirs > ours):
        winner.last_outcome, winner.last_called_at = loser.last_outcome, theirs


def _unused(known: Collection[str], name: str) -> str:
    """The name, or with a number behind it, that no attribute has."""
    number = 1
    while (unused := name if number == 1 else f"{name} {number}") in known:
        number += 1
    return unused
