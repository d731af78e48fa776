"""Start Transcription."""

from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from simulator.twilio.sids import new_sid
from simulator.twilio.transcription import Params, Transcription
from simulator.twilio.twiml.stage import Stage


def transcribe(stage: Stage, noun: Element) -> Transcription:
    """From here on, what is said is told to the noun's callback, where it has one."""
    line = stage.line
    address = noun.get("statusCallbackUrl", "")
    url = urljoin(stage.source.url, address) if address else ""

    def tell(params: Params) -> None:
        if not url:
            return
        told = {
            "AccountSid": line.call.account_sid,
            "CallSid": line.call.sid,
            "Timestamp": line.world.clock.now().isoformat(),
            **params,
        }
        method = noun.get("statusCallbackMethod", "POST").upper()
        line.world.spawn(
            line.office.courier.tell(url, method, told, number=line.call.to, event="transcription")
        )

    return Transcription.begin(
        new_sid("GT"),
        track=noun.get("track", "both_tracks"),
        language=noun.get("languageCode", "en-US"),
        tell=tell,
    )
