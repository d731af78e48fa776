"""How loud µ-law sound is. Pure.

A µ-law byte is nearly a logarithm: its lower seven bits, inverted, count sixteen steps for each
6 dB. Their mean over a frame is a level on that scale, had for a microsecond.
"""

STEPS_A_DOUBLING = 16
"""Steps of a level for each 6 dB."""

_STEPS = bytes(~octet & 0x7F for octet in range(256))


def level_of(sound: bytes) -> float:
    """0 (silence) to 127; frames of no bytes are silent."""
    return sum(sound.translate(_STEPS)) / len(sound) if sound else 0.0
