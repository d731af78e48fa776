"""µ-law and A-law (G.711): one byte a sample, 8000 a second."""

from typing import Any

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]
Octets = npt.NDArray[np.uint8]

RATE = 8000
FRAME = 160  # 20 ms
SILENCE = b"\xff"
_BIAS, _CLIP = 0x84, 32635


def to_ulaw(samples: Samples) -> bytes:
    return _ENCODE[samples.view(np.uint16)].tobytes()


def from_ulaw(sound: bytes) -> Samples:
    return _DECODE[np.frombuffer(sound, np.uint8)]


def to_alaw(samples: Samples) -> bytes:
    """Thirteen bits of each sample, the even bits of the octet inverted."""
    wide = samples.astype(np.int32) >> 3
    is_positive = wide >= 0
    level = np.where(is_positive, wide, -wide - 1)
    exponent = np.clip(np.floor(np.log2(np.maximum(level, 1))).astype(np.int32) - 4, 0, 7)
    mantissa = np.where(exponent > 1, level >> np.maximum(exponent, 1), level >> 1) & 0x0F
    octets = (exponent << 4) | mantissa
    return ((octets ^ np.where(is_positive, 0xD5, 0x55)) & 0xFF).astype(np.uint8).tobytes()


def loudness(sound: bytes) -> float:
    """Mean level of µ-law sound, in the units of 16-bit samples."""
    return float(_LEVEL[np.frombuffer(sound, np.uint8)].mean()) if sound else 0.0


def _decoder() -> Samples:
    octets = ~np.arange(256, dtype=np.uint8)
    exponent = ((octets & 0x70) >> 4).astype(np.int32)
    level = ((((octets & 0x0F).astype(np.int32) << 3) + _BIAS) << exponent) - _BIAS
    return np.where(octets & 0x80, -level, level).astype(np.int16)


def _encoder() -> Octets:
    samples = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)
    sign = np.where(samples < 0, 0x80, 0)
    level = np.minimum(np.abs(samples), _CLIP) + _BIAS
    exponent = np.floor(np.log2(level)).astype(np.int32) - 7
    mantissa = (level >> (exponent + 3)) & 0x0F
    encoded: Any = ~(sign | (exponent << 4) | mantissa) & 0xFF
    return encoded.astype(np.uint8)  # type: ignore[no-any-return]


_DECODE = _decoder()
_ENCODE = _encoder()
_LEVEL = np.abs(_DECODE.astype(np.int32))
