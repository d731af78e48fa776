"""Tools of a business's own: made, changed and removed, each with a secret that signs."""

from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models import Organization
from conversations.models import Endpoint
from lib.errors import InvalidInput, NotFound
from lib.outside import find
from lib.sealing import seal
from lib.tokens import new_token


class EndpointFields(TypedDict, total=False):
    """What may be said of a tool."""

    name: str
    description: str
    url: str
    parameters: dict[str, Any]
    timeout: int


def endpoints_of(access: Access) -> QuerySet[Endpoint]:
    """The organisation's own tools, by name."""
    return Endpoint.objects.visible_to(access).order_by("name")


def find_endpoint(access: Access, endpoint_id: int) -> Endpoint:
    """One of them, or NotFound."""
    endpoint = endpoints_of(access).filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound("tool_not_found", _("There is no such tool."))
    return endpoint


def create_endpoint(
    *, organization: Organization, **fields: Unpack[EndpointFields]
) -> tuple[Endpoint, str]:
    """A new tool, and its secret, which is told this once. Raises InvalidInput."""
    secret = new_token()
    return _save(Endpoint(organization=organization, secret=seal(secret)), fields), secret


def update_endpoint(*, endpoint: Endpoint, **fields: Unpack[EndpointFields]) -> Endpoint:
    """Change a tool. Calls that begin from now on go by it. Raises InvalidInput."""
    return _save(endpoint, fields)


def renew_secret(*, endpoint: Endpoint) -> str:
    """A new secret, told this once; the old one signs nothing from now on."""
    secret = new_token()
    endpoint.secret = seal(secret)
    endpoint.save(update_fields=["secret"])
    return secret


def delete_endpoint(*, endpoint: Endpoint) -> None:
    """Take it from every agent that has it."""
    endpoint.delete()


def _save(endpoint: Endpoint, fields: EndpointFields) -> Endpoint:
    for name, value in fields.items():
        setattr(endpoint, name, value.strip() if isinstance(value, str) else value)
    try:
        endpoint.full_clean(exclude=["organization"], validate_constraints=False)
    except ValidationError as error:
        named = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise InvalidInput("invalid_tool", _("This tool can't be saved."), fields=named) from error
    _require_outside(endpoint.url)
    try:
        with transaction.atomic():
            endpoint.save()
    except IntegrityError as error:
        taken = _("Another tool has this name.")
        raise InvalidInput("name_taken", taken, fields={"name": taken}) from error
    return endpoint


def _require_outside(url: str) -> None:
    """HTTPS, and not in our network; each request looks again, for names move."""
    if not url.startswith("https://"):
        told = _("Its address begins with https://.")
        raise InvalidInput("not_https", told, fields={"url": told})
    try:
        find(url)
    except InvalidInput as error:
        raise InvalidInput(error.code, error.message, fields={"url": error.message}) from error
