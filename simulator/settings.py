"""What one simulator is started with: by option, else by environment, else the demo's own."""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Plainly not real: the demo's configuration carries the same two values.
DEMO_ACCOUNT_SID = "AC" + "0" * 28 + "cafe"
DEMO_AUTH_TOKEN = "0" * 28 + "feed"
DEMO_NUMBERS = ("+12025550100", "+34910000000")


@dataclass(frozen=True, slots=True)
class Settings:
    """Durations are simulated seconds; `speed` divides every one of them."""

    host: str = "127.0.0.1"
    port: int = 8090
    seed: int = 1
    speed: float = 1.0
    ledger: Path | None = None
    account_sid: str = DEMO_ACCOUNT_SID
    auth_token: str = DEMO_AUTH_TOKEN
    numbers: tuple[str, ...] = DEMO_NUMBERS
    cps: float = 1.0
    patience: float = 2.0  # the wall's: how long people wait for the system under test, at least
    first_token: float = 0.4
    between_tokens: float = 0.02
    first_sound: float = 0.15  # from a text to its first sound
    characters: int = 1_000_000  # what the account of ElevenLabs may have spoken
    voices_at_once: int = 30


def read_settings(arguments: Sequence[str]) -> Settings:
    """Settings from the command line, each option falling back to `SIMULATOR_<OPTION>`."""
    given = _parser().parse_args(arguments)
    return Settings(
        host=given.host,
        port=given.port,
        seed=given.seed,
        speed=given.speed,
        ledger=Path(given.ledger) if given.ledger else None,
        account_sid=given.account_sid,
        auth_token=given.auth_token,
        numbers=tuple(number.strip() for number in given.numbers.split(",") if number.strip()),
        cps=given.cps,
        patience=given.patience,
        first_token=given.first_token,
        between_tokens=given.between_tokens,
        first_sound=given.first_sound,
        characters=given.characters,
        voices_at_once=given.voices_at_once,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)

    def option(name: str, default: str, kind: type, help_text: str) -> None:
        variable = f"SIMULATOR_{name.upper().replace('-', '_')}"
        value = os.environ.get(variable, default)
        parser.add_argument(f"--{name}", default=value, type=kind, help=f"{help_text} [{variable}]")

    option("host", "127.0.0.1", str, "address to listen on")
    option("port", "8090", int, "port to listen on; 0 takes a free one")
    option("seed", "1", int, "chooses who lives behind each number")
    option("speed", "1", float, "divides every simulated duration")
    option("ledger", "", str, "JSON Lines file that survives a restart")
    option("account-sid", DEMO_ACCOUNT_SID, str, "the account's identifier")
    option("auth-token", DEMO_AUTH_TOKEN, str, "the account's secret")
    option("numbers", ",".join(DEMO_NUMBERS), str, "numbers that the account owns")
    option("cps", "1", float, "calls that leave the queue per simulated second")
    option("patience", "2", float, "wall seconds that people wait for an answer, at least")
    option("first-token", "0.4", float, "seconds before the model's first token")
    option("between-tokens", "0.02", float, "seconds between two tokens")
    option("first-sound", "0.15", float, "seconds from a text to its first sound")
    option("characters", "1000000", int, "characters that the account may have spoken")
    option("voices-at-once", "30", int, "texts that may be spoken at the same time")
    return parser
