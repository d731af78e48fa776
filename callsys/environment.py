"""The environment, read once. Every variable the product knows is named in `.env.example`."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if os.environ.get("ENVIRONMENT") != "test":  # tests must not meet anybody's real keys
    environ.Env.read_env(BASE_DIR / ".env")


def first(*names: str, default: str = "") -> str:
    """The first of these variables that is set and not empty: one meaning, several names."""
    for name in names:
        value: str = env.str(name, default="")
        if value:
            return value
    return default


def redis_url() -> str:
    """REDIS_URL, or one made of REDIS_HOST, REDIS_PORT, REDIS_PASSWORD and REDIS_DB."""
    if url := first("REDIS_URL"):
        return url
    password = first("REDIS_PASSWORD")
    secret = f":{password}@" if password else ""
    host = first("REDIS_HOST", default="127.0.0.1")
    port = first("REDIS_PORT", default="6379")
    return f"redis://{secret}{host}:{port}/{first('REDIS_DB', default='0')}"


def database_url() -> str:
    """DATABASE_URL without a driver's name in its scheme (`postgresql+asyncpg://` is accepted)."""
    url = first("DATABASE_URL", default="postgres://callsys:callsys@127.0.0.1:5432/callsys")
    scheme, _, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}://{rest}"


def origins() -> list[str]:
    """ALLOWED_ORIGINS and CORS_ORIGINS, comma-separated, together."""
    together = f"{first('ALLOWED_ORIGINS')},{first('CORS_ORIGINS')}"
    return [origin.strip() for origin in together.split(",") if origin.strip()]
