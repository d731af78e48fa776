"""The provider of rehearsals: where it is, and as whom it is used."""

from callsys.environment import env, first

SIMULATOR_URL = first("SIMULATOR_URL").rstrip("/")
SIMULATOR_ACCOUNT_SID = first("SIMULATOR_ACCOUNT_SID", default="AC" + "0" * 31 + "1")
SIMULATOR_AUTH_TOKEN = first("SIMULATOR_AUTH_TOKEN", default="simulator-token")
SIMULATOR_NUMBERS = env.list("SIMULATOR_NUMBERS", default=["+15005550006"])
SIMULATOR_NUMBER_CALLS_PER_SECOND = env.float("SIMULATOR_NUMBER_CALLS_PER_SECOND", default=0.0)
SIMULATOR_NUMBER_MAX_CONCURRENT = env.int("SIMULATOR_NUMBER_MAX_CONCURRENT", default=0)
SIMULATOR_CALLS_PER_SECOND = env.float("SIMULATOR_CALLS_PER_SECOND", default=20.0)
SIMULATOR_MAX_CONCURRENT = env.int("SIMULATOR_MAX_CONCURRENT", default=50)
SIMULATOR_SPEED = env.float("SIMULATOR_SPEED", default=1.0)
"""How much faster the simulator's time runs: the pauses of a rehearsal are as much shorter."""
