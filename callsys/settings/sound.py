"""Voices, and what is kept of what they have said."""

from callsys.environment import env, first
from callsys.settings.instance import SECRET_KEY

SOUND_URL = "/sound/"
SOUND_LINK_SECRET = first("SOUND_LINK_SECRET", default=f"sound links {SECRET_KEY}")
"""With what links to sound are signed; nginx is told the same, and checks them by itself."""
SOUND_CACHE_DAYS = env.int("SOUND_CACHE_DAYS", default=30)
SOUND_CACHE_BYTES = env.int("SOUND_CACHE_BYTES", default=2 * 1024**3)

ELEVENLABS_API_KEY = first("ELEVENLABS_API_KEY")
ELEVENLABS_BASE_URL = first("ELEVENLABS_BASE_URL").rstrip("/")
ELEVENLABS_MODEL = first("ELEVENLABS_MODEL", default="eleven_flash_v2_5")
ELEVENLABS_VOICES = {
    "default": first("ELEVENLABS_VOICE_ID_DEFAULT"),
    "sales": first("ELEVENLABS_VOICE_ID_SALES"),
    "support": first("ELEVENLABS_VOICE_ID_SUPPORT"),
}
"""Voice ids by what a campaign is for."""
