"""A message to the person on the line, by the channel that reaches them."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from contacts.models import Contact, Suppression
from conversations.abilities.once import Caller
from providers.errors import ProviderError, Refused
from providers.messaging import sms, telegram, whatsapp
from providers.messaging.base import Messenger
from providers.rehearsal import NotASimulator, require_simulator


def send(caller: Caller, arguments: Mapping[str, Any], key: str) -> str:
    """Send it to this person, and to nobody else: Telegram where they wrote to us, else WhatsApp,
    else a text message. Not to those who asked to be left alone."""
    contact = caller.contact
    if contact is None:
        return "Error. We don't know who this is."
    if Suppression.objects.filter(organization=contact.organization, e164=contact.e164).exists():
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
    chat = str(contact.attributes.get("telegram_chat_id", ""))
    is_rehearsal = contact.organization.is_rehearsal
    ways: list[tuple[Messenger, str]] = []
    base = settings.SIMULATOR_URL if is_rehearsal else ""
    if is_rehearsal:
        try:
            require_simulator(base)
        except NotASimulator:
            return []
    if chat and (is_rehearsal or settings.TELEGRAM_TOKEN):
        token = "rehearsal" if is_rehearsal else settings.TELEGRAM_TOKEN
        ways.append((telegram.Telegram(token, base and f"{base}/telegram"), chat))
    if is_rehearsal or settings.WHATSAPP_TOKEN:
        token = "rehearsal" if is_rehearsal else settings.WHATSAPP_TOKEN
        number = "1" if is_rehearsal else settings.WHATSAPP_PHONE_NUMBER_ID
        ways.append((whatsapp.WhatsApp(token, number, base and f"{base}/whatsapp"), contact.e164))
    if text := _texts(is_rehearsal):
        ways.append((text, contact.e164))
    return ways


def _texts(is_rehearsal: bool) -> Messenger | None:
    if is_rehearsal:
        sid, token = settings.SIMULATOR_ACCOUNT_SID, settings.SIMULATOR_AUTH_TOKEN
        number = next(iter(settings.SIMULATOR_NUMBERS), "")
        return sms.TwilioSms(sid, token, number, settings.SIMULATOR_URL) if number else None
    sid, token = settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN
    number, base = settings.TWILIO_PHONE_NUMBER, settings.TWILIO_BASE_URL
    return sms.TwilioSms(sid, token, number, base) if sid and number else None
