"""Real speech, where the optional engine is installed (`requirements-voice.txt`)."""

import ctypes
import re
import threading

import numpy as np

from simulator.sound.engine import Rendering, Timing

try:
    import espeakng_loader
except ImportError:
    espeakng_loader = None

_SYNCHRONOUS = 2
_CHARACTERS = 1
_UTF8 = 1
_WORD = 1
_VARIANTS = ("+f2", "+m3", "+f4", "+m1", "+f3", "+m7")
_TOKEN = re.compile(r"\S+")


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("position", ctypes.c_int),  # of the word's first letter, from 1
        ("length", ctypes.c_int),
        ("milliseconds", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


_Heard = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """The engine keeps one state for the whole process: one sentence at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sound = bytearray()
        self._starts: dict[int, float] = {}
        self._engine = ctypes.CDLL(espeakng_loader.get_library_path())
        path = str(espeakng_loader.get_data_path()).encode()
        self._rate = int(self._engine.espeak_Initialize(_SYNCHRONOUS, 0, path, 0))
        self._callback = _Heard(self._hear)  # kept, or ctypes would forget it
        self._engine.espeak_SetSynthCallback(self._callback)

    def render(self, text: str, voice: str, language: str) -> Rendering:
        variant = _VARIANTS[sum(voice.encode()) % len(_VARIANTS)]
        name = ("es" if language == "es" else "en-us") + variant
        encoded = text.encode()
        with self._lock:
            self._sound.clear()
            self._starts.clear()
            self._engine.espeak_SetVoiceByName(name.encode())
            self._engine.espeak_Synth(
                encoded, len(encoded) + 1, 0, _CHARACTERS, 0, _UTF8, None, None
            )
            samples = np.frombuffer(bytes(self._sound), np.int16)
            return Rendering(samples, self._rate, self._words(text))

    def _hear(self, wave: "ctypes._Pointer[ctypes.c_short]", count: int, events: object) -> int:
        if count > 0:
            self._sound += ctypes.string_at(wave, count * 2)
        place = 0
        while events[place].type:  # type: ignore[index]
            event = events[place]  # type: ignore[index]
            if event.type == _WORD:
                self._starts[event.position - 1] = event.milliseconds / 1000
            place += 1
        return 0

    def _words(self, text: str) -> tuple[Timing, ...]:
        """Every word with its start; a sign that is not spoken begins with what follows it."""
        words: list[Timing] = []
        last = 0.0
        for match in _TOKEN.finditer(text):
            spoken = range(match.start(), match.end())
            inside = [at for place, at in self._starts.items() if place in spoken]
            last = max(last, min(inside, default=last))
            words.append(Timing(match[0], last))
        return tuple(words)


def open_espeak() -> Espeak | None:
    return Espeak() if espeakng_loader is not None else None
