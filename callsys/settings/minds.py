"""Who thinks for the agents, and who reads their documents."""

from callsys.environment import env, first
from providers.llm.prices import prices_from

LLM_PROVIDER = first("LLM_PROVIDER", "AI_PROVIDER")
"""gemini, openai or anthropic; empty: the first that has a key."""
LLM_MODEL = first("LLM_MODEL", "AI_MODEL")
"""That provider's model; empty: a quick one of its."""
LLM_FALLBACKS = env.list("LLM_FALLBACKS", default=[])
"""Who is asked next, in order: `anthropic:claude-haiku-4-5`, or a provider alone."""
LLM_PRICES = prices_from(env.json("LLM_PRICES", default={}))
"""US dollars for a million tokens, where the list in `providers.llm.prices` is old or does not know
a model: `{"my-model": [read, cached, written]}`."""
LLM_PATIENCE = env.float("LLM_PATIENCE", default=1.2)
"""Seconds that a first token may take before the next model is asked beside."""
GEMINI_API_KEY = first("GEMINI_API_KEY", "GOOGLE_AI_API_KEY", "GOOGLE_API_KEY")
GEMINI_BASE_URL = first("GEMINI_BASE_URL")
OPENAI_API_KEY = first("OPENAI_API_KEY")
OPENAI_BASE_URL = first("OPENAI_BASE_URL")
ANTHROPIC_API_KEY = first("ANTHROPIC_API_KEY")
ANTHROPIC_BASE_URL = first("ANTHROPIC_BASE_URL")
EMBEDDING_PROVIDER = first("EMBEDDING_PROVIDER")
"""Who turns documents into vectors: gemini or openai; empty: the first that has a key."""
EMBEDDING_MODEL = first("EMBEDDING_MODEL")
