"""ElevenLabs, as far as a phone call needs it: speech, voices, quota, recognition."""
