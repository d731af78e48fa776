"""The voices that the account has."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Voice:
    """`said` is what its preview says."""

    id: str
    name: str
    language: str
    gender: str
    accent: str
    description: str
    said: str

    def as_json(self, origin: str) -> dict[str, Any]:
        return {
            "voice_id": self.id,
            "name": self.name,
            "category": "premade",
            "description": self.description,
            "labels": {
                "language": self.language,
                "gender": self.gender,
                "accent": self.accent,
                "use_case": "conversational",
            },
            "preview_url": f"{origin}/elevenlabs/previews/{self.id}.wav",
            "settings": None,
            "available_for_tiers": [],
        }


_SAID = {
    "es": "Hola, soy {}. Así suena mi voz cuando llamo por teléfono.",
    "en": "Hello, this is {}. That is how I sound on the phone.",
}
_ALL = (
    ("simLucia0000000000ES", "Lucía", "es", "female", "peninsular", "Warm and clear."),
    ("simMateo0000000000ES", "Mateo", "es", "male", "peninsular", "Calm and low."),
    ("simValentina000000MX", "Valentina", "es", "female", "mexican", "Bright and quick."),
    ("simAndres000000000CO", "Andrés", "es", "male", "colombian", "Friendly."),
    ("simEmma00000000000US", "Emma", "en", "female", "american", "Warm and clear."),
    ("simOliver000000000GB", "Oliver", "en", "male", "british", "Calm and low."),
)
VOICES = {row[0]: Voice(*row, said=_SAID[row[2]].format(row[1])) for row in _ALL}
