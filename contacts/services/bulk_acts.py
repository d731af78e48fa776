"""What is done to so many people that no page waits for it: in the background, some thousands in
each transaction, with its progress in the same one."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.access import Access, access_as
from accounts.models import Organization, User
from accounts.permissions import Role
from contacts.models import BulkAct, Contact, ContactList
from contacts.selectors import contacts_chosen
from contacts.services.bulk import AT_ONCE, add_all_to_list, delete_all, suppress_all
from contacts.services.leads import start_leads
from lib.errors import InvalidInput
from lib.live import tell

PATIENCE = dt.timedelta(seconds=30)
"""How long one may stand still before another worker goes on with it."""


def do_to_all(
    *,
    access: Access,
    act: str,
    chosen: Mapping[str, Any],
    contact_list: ContactList | None = None,
    reason: str = "",
) -> BulkAct:
    """Have it done to everybody who is chosen now (as `contacts_chosen` takes it); `run_bulk_act`
    does it."""
    if act == BulkAct.Act.LIST:
        _given(contact_list)
    people = contacts_chosen(access, **chosen).order_by()
    filters = {name: getattr(value, "pk", value) for name, value in chosen.items()}
    return BulkAct.objects.create(
        organization=access.organization,
        act=BulkAct.Act(act),
        filters=filters,
        contact_list=contact_list,
        reason=reason[:200],
        created_by=access.user,
        total=people.count(),
        until=people.aggregate(last=Max("pk"))["last"] or 0,
    )


def do_to(
    *,
    organization: Organization,
    user: User | None,
    act: str,
    contacts: QuerySet[Contact],
    contact_list: ContactList | None = None,
    reason: str = "",
) -> int:
    """Do it to these at once; to how many. InvalidInput where it can't be: no such act, no list."""
    if act == BulkAct.Act.LIST:
        return add_all_to_list(contact_list=_given(contact_list), contacts=contacts)
    if act == BulkAct.Act.SUPPRESS:
        return suppress_all(
            organization=organization, contacts=contacts, reason=reason, evidence=str(user or "")
        )
    if act == BulkAct.Act.DELETE:
        return delete_all(organization=organization, contacts=contacts)
    if act == BulkAct.Act.LEADS:
        ids = list(contacts.values_list("pk", flat=True))
        return start_leads(organization=organization, contacts=ids, user=user)
    raise InvalidInput("act_missing", _("Choose what is to be done."))


def _given(contact_list: ContactList | None) -> ContactList:
    if contact_list is None:
        raise InvalidInput("list_missing", _("Choose a list."))
    return contact_list


def run_bulk_act(*, act_id: int) -> None:
    """Do it to the end, from wherever it stands; returns where another worker is at it."""
    while _some(act_id):
        pass


def waiting_bulk_acts() -> list[int]:
    """Those that nobody is at, though somebody should be."""
    left = BulkAct.objects.filter(finished_at=None, touched_at__lt=Now() - PATIENCE)
    return list(left.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _some(act_id: int) -> bool:
    """Do it to some thousands; whether there may be more."""
    mine = BulkAct.objects.select_for_update(skip_locked=True, of=("self",))
    act = mine.select_related("organization", "created_by", "contact_list").filter(
        pk=act_id, finished_at=None
    )
    found = act.first()
    if found is None:
        return False
    left = _chosen(found).filter(pk__gt=found.position, pk__lte=found.until).order_by("pk")
    ids = list(left.values_list("pk", flat=True)[:AT_ONCE])
    done = _do(found, Contact.objects.filter(pk__in=ids)) if ids else 0
    BulkAct.objects.filter(pk=found.pk).update(
        position=ids[-1] if ids else found.until,
        seen=F("seen") + len(ids),
        done=F("done") + done,
        touched_at=Now(),
        finished_at=None if len(ids) == AT_ONCE else Now(),
    )
    tell(found.organization_id, "bulk", id=found.pk)
    return len(ids) == AT_ONCE


def _chosen(found: BulkAct) -> QuerySet[Contact]:
    """Those who were chosen; nobody where the list by which they were is gone."""
    access = access_as(found.organization, Role.VIEWER, found.created_by)
    chosen: dict[str, Any] = dict(found.filters)
    if "list" in chosen:
        chosen["list"] = ContactList.objects.visible_to(access).filter(pk=chosen["list"]).first()
        if chosen["list"] is None:
            return Contact.objects.none()
    return contacts_chosen(access, **chosen)


def _do(found: BulkAct, some: QuerySet[Contact]) -> int:
    """How many it was done to; nobody where the list for it was deleted meanwhile."""
    if found.act == BulkAct.Act.LIST and found.contact_list is None:
        return 0
    return do_to(
        organization=found.organization,
        user=found.created_by,
        act=found.act,
        contacts=some,
        contact_list=found.contact_list,
        reason=found.reason,
    )
