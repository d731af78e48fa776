"""What is done about sound beside the calls."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from audio.orders import order_for
from audio.services import sweep as sweep_clips
from audio.services import warm
from conversations.fixed import fixed_sentences
from conversations.models import Agent
from lib.clock import database_now
from lib.errors import DomainError

logger = logging.getLogger(__name__)


@shared_task
def sweep() -> None:
    """Keep the cache fresh and small."""
    sweep_clips(now=database_now())


@shared_task
def warm_agent(agent_id: int, purpose: str = "") -> None:
    """Buy what an agent says on every call, before anybody waits for it."""
    agent = Agent.objects.select_related("organization").filter(pk=agent_id).first()
    if agent is None:
        return
    try:
        warm(order_for(agent, purpose=purpose), fixed_sentences(agent, purpose=purpose))
    except DomainError as error:
        logger.info("agent_not_warmed", extra={"agent": agent_id, "code": error.code})


def warm_soon(agent: Agent, *, purpose: str) -> None:
    """Have a worker buy an agent's fixed sentences, once this is committed, where its calls play
    sound of ours. Without a worker they are bought by the first call."""
    if agent.voice_mode != Agent.VoiceMode.GATHER:
        return

    def wake() -> None:
        try:
            warm_agent.delay(agent.pk, purpose)
        except OperationalError:
            logger.warning("no worker could be woken", extra={"agent": agent.pk})

    transaction.on_commit(wake)
