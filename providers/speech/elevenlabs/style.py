"""How a voice is played, in ElevenLabs' own words."""

from typing import Any

from providers.speech.base import Style


def settings_of(style: Style) -> dict[str, Any]:
    """A style as `voice_settings`."""
    return {
        "stability": style.stability,
        "similarity_boost": style.similarity,
        "style": style.exaggeration,
        "use_speaker_boost": style.boost,
        "speed": style.speed,
    }
