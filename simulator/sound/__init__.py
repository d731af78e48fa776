"""Sound on a telephone line: speech that is heard, and words that can be read back from it."""

from simulator.sound.lettering import Read, WordReader
from simulator.sound.speech import Speech, engine_name, spoken, telephoned

__all__ = ["Read", "Speech", "WordReader", "engine_name", "spoken", "telephoned"]
