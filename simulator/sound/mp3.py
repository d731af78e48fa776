"""MP3, where the optional encoder is installed (`requirements-voice.txt`)."""

try:
    import lameenc
except ImportError:
    lameenc = None

HAS_MP3 = lameenc is not None


def mp3(pcm: bytes, *, rate: int, kilobits: int, channels: int = 1) -> bytes | None:
    """16-bit samples as MP3; None where no encoder is installed."""
    if lameenc is None:
        return None
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(kilobits)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(rate)
    encoder.set_channels(channels)
    encoder.set_quality(7)
    encoder.silence()
    return bytes(encoder.encode(pcm) + encoder.flush())
