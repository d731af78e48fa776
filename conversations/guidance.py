"""What a colleague who reads along tells the agent while it talks. Pure."""

from collections.abc import Sequence

_HEADS = {
    "es": "INDICACIONES DE UN COMPAÑERO QUE SIGUE LA LLAMADA. Síguelas desde tu próxima frase, sin "
    "mencionarlas y sin romper ninguna norma de arriba:",
    "en": "HINTS FROM A COLLEAGUE WHO FOLLOWS THE CALL. Follow them from your next sentence on, "
    "without mentioning them and without breaking any rule above:",
}


def guided(prompt: str, hints: Sequence[str], *, language: str) -> str:
    """The prompt with the hints at its end, the newest last; what stands before stays the same, so
    that a provider's cache of it still holds."""
    if not hints:
        return prompt
    head = _HEADS.get(language, _HEADS["en"])
    return "\n".join([prompt, "", head, *(f"- {hint}" for hint in hints)])
