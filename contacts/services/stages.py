"""The stages of an organisation: its own names and order for what leads go through."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Organization
from contacts.models import Lead, Stage
from lib.errors import DomainError, InvalidInput, NotFound

NAME_LENGTH = 60
MOST = 20


@transaction.atomic
def stages_of(organization: Organization) -> list[Stage]:
    """The stages in their order; the usual six are made where there are none."""
    found = list(Stage.objects.filter(organization=organization))
    if found:
        return found
    with override(organization.language):
        usual = [
            Stage(organization=organization, kind=kind, name=translated(str(kind.label)), place=n)
            for n, kind in enumerate(Stage.Kind)
        ]
    Stage.objects.bulk_create(usual, ignore_conflicts=True)
    return list(Stage.objects.filter(organization=organization))


def create_stage(*, organization: Organization, name: str, kind: str) -> Stage:
    """A stage at the end; DomainError "stage_exists" where one has the name."""
    stages = stages_of(organization)
    if len(stages) >= MOST:
        raise DomainError("stages_too_many", _("There are too many stages already."))
    last = Stage.objects.filter(organization=organization).aggregate(last=Max("place"))["last"]
    return _save(Stage(organization=organization, name=_named(name), kind=kind, place=last + 1))


def change_stage(*, stage: Stage, name: str | None = None, kind: str | None = None) -> Stage:
    """Another name or meaning; the same errors as `create_stage`."""
    if name is not None:
        stage.name = _named(name)
    if kind is not None:
        stage.kind = kind
    return _save(stage)


@transaction.atomic
def place_stage(*, stage: Stage, place: int) -> None:
    """Have the stage stand at this place, counted from 0; the others keep their order."""
    stages = list(Stage.objects.select_for_update().filter(organization=stage.organization_id))
    rest = [each for each in stages if each.pk != stage.pk]
    rest.insert(max(0, min(place, len(rest))), stage)
    for at, each in enumerate(rest):
        each.place = at
    Stage.objects.bulk_update(rest, ["place"])


@transaction.atomic
def delete_stage(*, stage: Stage, into: Stage | None = None) -> None:
    """Forget a stage. Its leads go `into` another of the organisation; DomainError
    "stage_in_use" where it has leads and no other was named, "stage_last" for the last one."""
    others = Stage.objects.filter(organization=stage.organization_id).exclude(pk=stage.pk)
    if not others.exists():
        raise DomainError("stage_last", _("One stage must stay."))
    if into is not None and not others.filter(pk=into.pk).exists():
        raise NotFound("stage_not_found", _("There is no such stage."))
    leads = Lead.objects.filter(stage=stage)
    if into is not None:
        leads.update(stage=into)
    elif leads.exists():
        message = _("There are leads in this stage: say where they go.")
        raise DomainError("stage_in_use", message, fields={"into": message})
    stage.delete()


def _named(name: str) -> str:
    tidy = " ".join(name.replace("\0", "").split())
    if not tidy or len(tidy) > NAME_LENGTH:
        message = _("A stage needs a name of at most 60 characters.")
        raise InvalidInput("stage_name_invalid", message, fields={"name": message})
    return tidy


def _save(stage: Stage) -> Stage:
    if stage.kind not in Stage.Kind.values:
        message = _("Say what this stage means.")
        raise InvalidInput("stage_kind_invalid", message, fields={"kind": message})
    try:
        with transaction.atomic():
            stage.save()
    except IntegrityError as error:
        message = _("There is a stage of this name already.")
        raise DomainError("stage_exists", message, fields={"name": message}) from error
    return stage
