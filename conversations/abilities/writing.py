"""A message to the person on the line, by the channel that reaches them."""

from collections.abc import Mapping
from typing import Any

from contacts.models import Contact
from contacts.standing import is_suppressed
from conversations.abilities.once import Caller
from conversations.channels import messengers_of
from providers.errors import ProviderError, Refused
from providers.messaging.base import Messenger


def send(caller: Caller, arguments: Mapping[str, Any], key: str) -> str:
    """Send it to this person, and to nobody else: Telegram where they wrote to us, else WhatsApp,
    else a text message. Not to those who asked to be left alone."""
    contact = caller.contact
    if contact is None:
        return "Error. We don't know who this is."
    if is_suppressed(contact.organization_id, contact.e164):
        return "Error. This person asked not to be contacted."
    for messenger, address in _ways_to(contact):
        try:
            messenger.send(address, str(arguments["text"]))
        except Refused:
            continue  # a definite no: nothing was sent, another way may do
        except ProviderError:
            return "Error. It is not certain that it was sent: say that somebody will see to it."
        return "Sent."
    return "Error. There is no way to write to this person."


def _ways_to(contact: Contact) -> list[tuple[Messenger, str]]:
    ours = messengers_of(contact.organization)
    chat = str(contact.attributes.get("telegram_chat_id", ""))
    ways = [(ours.telegram, chat), (ours.whatsapp, contact.e164), (ours.sms, contact.e164)]
    return [(messenger, address) for messenger, address in ways if messenger and address]
