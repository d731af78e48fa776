"""The addresses at which a provider reaches us about one call. Pure.

The call's token is in the path, and nothing else: Twilio's socket signatures and query strings
do not go well together.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a provider reaches this instance. `web` is http(s)://host, `voice` is ws(s)://host."""

    web: str
    voice: str

    def answer(self, token: str) -> str:
        """Asked for instructions when somebody answers."""
        return f"{self.web}/webhooks/twilio/{token}/answer"

    def fallback(self, token: str) -> str:
        """Asked for instructions when `answer` failed."""
        return f"{self.web}/webhooks/twilio/{token}/fallback"

    def status(self, token: str) -> str:
        """Told how the call goes. Retried on any failure (the fragment is for Twilio alone)."""
        return f"{self.web}/webhooks/twilio/{token}/status#rc=5&rp=all"

    def machine(self, token: str) -> str:
        """Told whether a person or a machine answered."""
        return f"{self.web}/webhooks/twilio/{token}/machine#rc=3&rp=all"

    def voicemail(self, token: str) -> str:
        """Asked what to say after a machine's beep."""
        return f"{self.web}/webhooks/twilio/{token}/voicemail"

    def dialed(self, token: str) -> str:
        """Told what came of a transfer, and asked what comes next."""
        return f"{self.web}/webhooks/twilio/{token}/dialed"

    def whisper(self, token: str) -> str:
        """Asked what whoever takes a transfer is told first."""
        return f"{self.web}/webhooks/twilio/{token}/whisper"

    def gathered(self, token: str) -> str:
        """Told what the person said or pressed."""
        return f"{self.web}/webhooks/twilio/{token}/gathered"

    def connected(self, token: str) -> str:
        """Asked what to do when a live conversation's socket has ended."""
        return f"{self.web}/webhooks/twilio/{token}/connected"

    def stream_socket(self, token: str) -> str:
        """Opened for a live conversation in which we listen and speak ourselves."""
        return f"{self.voice}/voice/stream/{token}"

    def recorded(self, token: str) -> str:
        """Told that a recording is there, or that there is none. Retried on any failure."""
        return f"{self.web}/webhooks/twilio/{token}/recorded#rc=5&rp=all"

    def streamed(self, token: str) -> str:
        """Told when a stream begins, ends or fails."""
        return f"{self.web}/webhooks/twilio/{token}/streamed#rc=3&rp=all"

    def transcribed(self, token: str) -> str:
        """Told what the provider's own transcription understood."""
        return f"{self.web}/webhooks/twilio/{token}/transcribed#rc=3&rp=all"

    @property
    def hold(self) -> str:
        """Played while the agent is at work. The same for all calls."""
        return f"{self.web}/webhooks/twilio/hold.wav"

    def relay_socket(self, token: str) -> str:
        """Opened for a live conversation."""
        return f"{self.voice}/voice/relay/{token}"
