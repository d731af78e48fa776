"""The leads of an organisation, stage by stage: what the board and the list of a stage show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.access import Access
from contacts.models import Lead, Stage
from contacts.selectors import contacts_chosen

COLUMN = 20
"""Leads of a stage that the board shows; the list of a stage shows all."""
PAGE = 50


@dataclass(frozen=True, slots=True)
class Column:
    """A stage, how many leads are in it, and the most promising of them."""

    stage: Stage
    size: int
    leads: Sequence[Lead]


@dataclass(frozen=True, slots=True)
class Page:
    """Leads of a stage, most promising first; `further` is the key of the next page, or ""."""

    rows: Sequence[Lead]
    further: str


def leads_chosen(access: Access, *, at_least: int | None = None, **chosen: Any) -> QuerySet[Lead]:
    """The leads that this person may see, by what was chosen of their contacts and the score."""
    leads: QuerySet[Lead] = Lead.objects.visible_to(access)
    if at_least is not None:
        leads = leads.filter(score__gte=at_least)
    if chosen:
        leads = leads.filter(contact__in=contacts_chosen(access, **chosen).order_by())
    return leads


def columns(leads: QuerySet[Lead], stages: Sequence[Stage]) -> list[Column]:
    """A column for each stage."""
    sizes: Mapping[int, int] = dict(
        leads.order_by()
        .values_list("stage")
        .annotate(size=Count("pk"))
        .values_list("stage", "size")
    )
    return [
        Column(stage, sizes.get(stage.pk, 0), list(_best(leads.filter(stage=stage))[:COLUMN]))
        if stage.pk in sizes
        else Column(stage, 0, [])
        for stage in stages
    ]


def page_of_stage(leads: QuerySet[Lead], stage: Stage, *, after: str = "") -> Page:
    """Fifty leads of a stage, after the one that `after` is the key of; a key that we never gave
    is none."""
    found = _best(leads.filter(stage=stage))
    score, _dash, pk = after.partition("-")
    if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (score, pk)):
        found = found.filter(Q(score__lt=int(score)) | Q(score=int(score), pk__lt=int(pk)))
    rows = list(found[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.score}-{last.pk}" if last else "")


def _best(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    return leads.select_related("contact").order_by("-score", "-contact")
