"""What an agent says on a line of webhooks, as sound of its own voice."""

import logging
from collections.abc import Sequence

from audio.links import link_to
from audio.orders import order_for
from audio.services import clips_for
from calls.models import Call
from calls.trunks import addresses_of
from conversations.speech import sentences_of
from lib.errors import DomainError
from providers.errors import ProviderError
from providers.telephony.twilio.twiml import Said, Sound
from voice.briefing import Briefing

logger = logging.getLogger(__name__)


def sounded(call: Call, briefing: Briefing, texts: Sequence[str]) -> list[Said]:
    """Each text in the agent's voice, sentence by sentence, from the cache or bought now.

    Where that can't be had in time, the words, for Twilio's own voice: a call is never silent.
    """
    language = briefing.mind.language
    purpose = call.context.get("purpose", "")
    sentences = [sentences_of(text) for text in texts]
    try:
        order = order_for(call.agent, purpose=purpose, language=language)
        names = iter(clips_for(order, [one for text in sentences for one in text]))
    except (DomainError, ProviderError) as error:
        logger.warning("spoken_without_sound", extra={"call": call.pk, "code": error.code})
        return list(texts)
    base = addresses_of(call.trunk).web
    return [[Sound(link_to(next(names), base=base)) for _ in text] for text in sentences]
