"""Who talks on the phone for an organisation."""

from conversations.models.agent import LONGEST_BRIEFING, Agent, Purpose, default_tools
from conversations.models.version import AgentVersion

__all__ = ["LONGEST_BRIEFING", "Agent", "AgentVersion", "Purpose", "default_tools"]
