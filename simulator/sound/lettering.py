"""Words written into the lowest bit of each µ-law byte, and read back from it.

The ear hardly notices. Whoever receives the bytes as they were made, in frames of any length, with
pieces missing or held in a cache for a year, can read what is being said and how far it has come.
Other sound reads as nothing.

A packet is: two bytes of sync, one that tells utterances apart, the word's number, the repetition,
the length, the word in UTF-8, and two of CRC. Each word's packet is repeated while it is spoken.
"""

import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_SYNC = b"\xb3\x1d"
_HEAD = 4
_CRC = 2
_LONGEST = 60


def _bits(data: bytes) -> bytes:
    return np.unpackbits(np.frombuffer(data, np.uint8)).tobytes()


_SYNC_BITS = _bits(_SYNC)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an utterance and the sample at which it begins."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Read:
    """A word as it was read: `at` counts the samples since the reader began."""

    text: str
    at: int
    number: int  # of the word within its utterance; 0 begins another


def letter(sound: bytes, words: Sequence[Word]) -> bytes:
    """µ-law `sound` with its words written in; longer when they need more room."""
    if not words:
        return sound
    mark = hashlib.blake2b(" ".join(word.text for word in words).encode(), digest_size=1).digest()
    stream = bytearray()
    groups = _with_room(words, len(sound))
    for number, (text, start, end) in enumerate(groups):
        # Silence before the first word reads as nothing.
        stream += b"\x01" * (start - len(stream))
        repetition = 0
        while True:
            packet = _packet(mark, number, repetition, text)
            if repetition and len(stream) + len(packet) > end:
                break
            stream += packet
            repetition += 1
    octets = np.frombuffer(sound.ljust(len(stream), b"\xff"), np.uint8).copy()
    lettered = slice(groups[0][1], len(stream))
    octets[lettered] = (octets[lettered] & 0xFE) | np.frombuffer(stream, np.uint8)[lettered]
    return octets.tobytes()


def _packet(mark: bytes, number: int, repetition: int, text: str) -> bytes:
    word = text.encode()[:_LONGEST]
    body = mark + bytes((number % 256, min(repetition, 255), len(word))) + word
    return _bits(_SYNC + body + binascii.crc_hqx(body, 0).to_bytes(2))


def _with_room(words: Sequence[Word], length: int) -> list[tuple[str, int, int]]:
    """Words with where each begins and ends; those too short for a packet join the next."""
    ends = [word.start for word in words[1:]] + [length]
    groups: list[tuple[str, int, int]] = []
    text, start = "", words[0].start
    for word, end in zip(words, ends, strict=True):
        text = f"{text} {word.text}".strip()
        is_last = word is words[-1]
        if end - start < len(_packet(b"\0", 0, 0, text)) and not is_last:
            continue
        groups.append((text, start, end))
        text, start = "", end
    return groups


class WordReader:
    """Reads the words out of a stream of µ-law bytes."""

    def __init__(self) -> None:
        self._rest = b""
        self._taken = 0  # samples that have left `_rest`
        self._last = (b"", -1, 0)

    def read(self, sound: bytes) -> list[Read]:
        """The words that began in what was fed until now, each once."""
        bits = self._rest + (np.frombuffer(sound, np.uint8) & 1).tobytes()
        found: list[Read] = []
        place = 0
        while (sync := bits.find(_SYNC_BITS, place)) >= 0:
            place = sync
            packet = _unpacked(bits, sync)
            if packet is None:
                break
            place = sync + 1
            if packet:
                place = sync + 8 * len(packet) + 16
                found += self._new(packet, self._taken + sync)
        else:
            place = max(place, len(bits) - len(_SYNC_BITS) + 1)
        self._rest = bits[place:]
        self._taken += place
        return found

    def _new(self, packet: bytes, at: int) -> list[Read]:
        mark, number, repetition = packet[:1], packet[1], packet[2]
        same = (mark, number) == self._last[:2] and repetition > self._last[2]
        self._last = (mark, number, repetition)
        text = packet[_HEAD:-_CRC].decode("utf-8", "ignore")
        return [] if same else [Read(text, at, number)]


def _unpacked(bits: bytes, sync: int) -> bytes | None:
    """The packet's body and CRC; empty when it is none; None when more bits are needed."""
    start = sync + len(_SYNC_BITS)
    if len(bits) < start + 8 * _HEAD:
        return None
    length = _octets(bits, start, _HEAD)[3]
    if length > _LONGEST:
        return b""
    whole = _HEAD + length + _CRC
    if len(bits) < start + 8 * whole:
        return None
    packet = _octets(bits, start, whole)
    is_sound = binascii.crc_hqx(packet[:-_CRC], 0) == int.from_bytes(packet[-_CRC:])
    return packet if is_sound else b""


def _octets(bits: bytes, start: int, count: int) -> bytes:
    return np.packbits(np.frombuffer(bits, np.uint8, 8 * count, start)).tobytes()
