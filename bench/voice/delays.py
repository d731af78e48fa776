"""What the faked vendors say, and how long each takes for it (seconds)."""

import base64

EAR, MODEL, VOICE = 0.05, 0.15, 0.075
HEARD = "Sí, claro."
SAID = ("Perfecto, queda apuntado. ", "¿Desea saber algo más?")
WORD = 0.02
"""Between two words of a model that does not say all of it at once."""
WORDS = "Perfecto, queda apuntado, le esperamos el martes que viene. ¿Desea saber algo más?"
SENTENCE = len(WORDS.partition(".")[0].split())
"""Words of its first sentence."""
SPOKEN = base64.b64encode(b"\x20\xa0" * 4000).decode()
"""One second of µ-law."""
