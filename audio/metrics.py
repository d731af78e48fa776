"""The cache in numbers, as Prometheus reads them."""

from prometheus_client import Counter

REQUESTS = Counter(
    "callsys_audio_requests", "Sentences asked of the audio cache, by what came of it.", ["result"]
)
CHARACTERS = Counter(
    "callsys_audio_characters", "Characters spoken, by whether they had to be bought.", ["result"]
)
