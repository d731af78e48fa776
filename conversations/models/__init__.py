"""Who talks on the phone for an organisation, what they did, and what they remember."""

from conversations.models.agent import LONGEST_BRIEFING, Agent, Purpose, default_tools
from conversations.models.analysis import Analysis
from conversations.models.appointment import Appointment
from conversations.models.effect import Effect
from conversations.models.endpoint import Endpoint
from conversations.models.memory import Memory
from conversations.models.version import AgentVersion

__all__ = [
    "LONGEST_BRIEFING",
    "Agent",
    "AgentVersion",
    "Analysis",
    "Appointment",
    "Effect",
    "Endpoint",
    "Memory",
    "Purpose",
    "default_tools",
]
