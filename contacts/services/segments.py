"""Segments: a choice of contacts under a name."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from contacts.models import Segment
from lib.errors import InvalidInput

NAME_LENGTH = 120
FILTERS = ("q", "list", "country", "language", "outcome", "consent", "attribute")


def save_segment(*, organization: Organization, name: str, filters: Mapping[str, str]) -> Segment:
    """Keep a choice; one of the same name is written over. InvalidInput without name or choice."""
    tidy = " ".join(name.replace("\0", "").split())
    if not tidy or len(tidy) > NAME_LENGTH:
        message = _("A segment needs a name of at most 120 characters.")
        raise InvalidInput("segment_name_invalid", message, fields={"name": message})
    kept = {key: filters[key].replace("\0", "")[:200] for key in FILTERS if filters.get(key)}
    if not kept:
        message = _("Choose something first: a segment is what was chosen.")
        raise InvalidInput("segment_empty", message, fields={"filters": message})
    segment, _made = Segment.objects.update_or_create(
        organization=organization, name=tidy, defaults={"filters": kept}
    )
    return segment


def delete_segment(*, segment: Segment) -> None:
    """Forget the choice; its people stay."""
    segment.delete()
