"""Over which accounts calls are made, whom they may reach, and how they are kept."""

from callsys.environment import env, first
from callsys.settings.instance import PRODUCTION

TWILIO_ACCOUNT_SID = first("TWILIO_ACCOUNT_SID")
TWILIO_AUTH_TOKEN = first("TWILIO_AUTH_TOKEN")
TWILIO_PHONE_NUMBER = first("TWILIO_PHONE_NUMBER")
TWILIO_PHONE_NUMBERS = env.list("TWILIO_PHONE_NUMBERS", default=[])
"""A pool to call from, beside or in place of the one number."""
TWILIO_BASE_URL = first("TWILIO_BASE_URL")
TWILIO_NUMBER_CALLS_PER_SECOND = env.float("TWILIO_NUMBER_CALLS_PER_SECOND", default=0.0)
TWILIO_NUMBER_MAX_CONCURRENT = env.int("TWILIO_NUMBER_MAX_CONCURRENT", default=0)
TWILIO_CALLS_PER_SECOND = env.float("TWILIO_CALLS_PER_SECOND", default=1.0)
TWILIO_MAX_CONCURRENT = env.int("TWILIO_MAX_CONCURRENT", default=20)
"""Of the account, by Twilio's default one call a second; ask Twilio before raising it."""

ALLOWED_COUNTRIES = env.list(
    "ALLOWED_COUNTRIES", default=["ES", "MX", "CO", "AR", "CL", "PE", "US", "GB"]
)
"""Countries that may be called at all: any other is denied."""

RECORD_CALLS = env.bool("RECORD_CALLS", default=False)
"""Whether calls are recorded. Whoever is called is told so at once."""
RECORD_REHEARSALS = env.bool("RECORD_REHEARSALS", default=True)
TRANSCRIBE_CALLS = env.bool("TRANSCRIBE_CALLS", default=False)
"""Whether Twilio transcribes calls too, beside us."""
VOICE_DRAIN_SECONDS = env.int("VOICE_DRAIN_SECONDS", default=580 if PRODUCTION else 0)
"""How long `voice` lets live calls go on when it is told to stop."""

UNKNOWN_GRACE_SECONDS = env.float("UNKNOWN_GRACE_SECONDS", default=120.0)
"""Between two empty lists of the provider's, before a call without an answer counts as not sent."""
CALL_PRICE_PER_MINUTE = env.float("CALL_PRICE_PER_MINUTE", default=0.014)
"""What a minute is reckoned at in budgets of money, in the money of the provider's bill."""
POLL_AFTER_SECONDS = env.float("POLL_AFTER_SECONDS", default=30.0)
"""Silence of the provider about a call, before we ask."""
