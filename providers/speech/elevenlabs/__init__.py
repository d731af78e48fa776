"""ElevenLabs: its SDK for requests, its sockets spoken by us."""
