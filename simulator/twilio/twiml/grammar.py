"""The verbs and nouns that Twilio knows, and what each attribute may be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Check = Callable[[str], bool]

_LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
RELAY_PROVIDERS = ("Google", "Amazon", "ElevenLabs", "Deepgram")
INTERRUPTIBLE = ("none", "dtmf", "speech", "any", "true", "false")


def _any(_: str) -> bool:
    return True


def _whole(text: str) -> bool:
    return text.isdigit()


def _boolean(text: str) -> bool:
    return text.lower() in ("true", "false")


def _method(text: str) -> bool:
    return text.upper() in ("GET", "POST")


def _one_of(*values: str) -> Check:
    return lambda text: text in values


def _words_of(*values: str) -> Check:
    return lambda text: bool(text.split()) and set(text.split()) <= set(values)


def _whole_or(*words: str) -> Check:
    return lambda text: text.isdigit() or text in words


def is_socket_url(text: str) -> bool:
    """`wss://` anywhere; `ws://` only on this machine, where there is nothing to encrypt for."""
    parts = urlsplit(text)
    if parts.scheme == "ws":
        return parts.hostname in _LOOPBACK
    return parts.scheme == "wss" and bool(parts.hostname)


@dataclass(frozen=True, slots=True)
class Verb:
    attributes: dict[str, Check] = field(default_factory=dict)
    children: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    text: bool = False


def _verb(children: str = "", required: str = "", *, text: bool = False, **checks: Check) -> Verb:
    # `from_` and its like are not needed: no attribute of these verbs is a Python keyword.
    return Verb(checks, frozenset(children.split()), frozenset(required.split()), text)


def _named(names: str, check: Check = _any) -> dict[str, Check]:
    return dict.fromkeys(names.split(), check)


_RECORDING_CALLBACK = {
    "recordingStatusCallback": _any,
    "recordingStatusCallbackMethod": _method,
    "recordingStatusCallbackEvent": _words_of("in-progress", "completed", "absent"),
}
_SPEECH_MODELS = (
    "default numbers_and_commands phone_call experimental_conversations experimental_utterances "
    "googlev2_long googlev2_short googlev2_telephony googlev2_telephony_short deepgram_nova-2 "
    "deepgram_nova-3"
)
_NUMBER_DETECTION = _named(
    "machineDetection amdStatusCallback amdStatusCallbackMethod machineDetectionTimeout "
    "machineDetectionSpeechThreshold machineDetectionSpeechEndThreshold "
    "machineDetectionSilenceTimeout"
)
_RELAY_FREE = _named(
    "welcomeGreeting language ttsLanguage transcriptionLanguage voice speechModel hints debug "
    "events intelligenceService conversationConfiguration eotThreshold speechTimeout "
    "eagerEotThreshold includeInPrompt customerName applicationReconnect turnDetection "
    "backgroundNoiseReduction"
)
_RELAY_BOOLEANS = _named(
    "dtmfDetection preemptible partialPrompts deepgramSmartFormat ignoreBackchannel "
    "profanityFilter partialPromptOnHangup asrSmartFormat echoPromptFiltering",
    _boolean,
)
_NORMALISATION = _named(
    "elevenlabsTextNormalization ttsTextNormalization ttsLanguageTextNormalization",
    _one_of("on", "auto", "off"),
)

VERBS: dict[str, Verb] = {
    "Response": _verb(
        "Say Play Gather Pause Redirect Hangup Reject Record Dial Start Stop Connect"
    ),
    "Say": _verb(text=True, voice=_any, loop=_whole, language=_any),
    "Play": _verb(text=True, loop=_whole, digits=_any),
    "Pause": _verb(length=_whole),
    "Redirect": _verb(text=True, method=_method),
    "Hangup": _verb(),
    "Reject": _verb(reason=_one_of("rejected", "busy")),
    "Gather": _verb(
        "Say Play Pause",
        input=_words_of("dtmf", "speech"),
        action=_any,
        method=_method,
        actionOnEmptyResult=_boolean,
        timeout=_whole,
        speechTimeout=_whole_or("auto"),
        maxSpeechTime=_whole,
        bargeIn=_boolean,
        debug=_boolean,
        finishOnKey=_one_of(*"0123456789#*", ""),
        numDigits=_whole,
        hints=_any,
        language=_any,
        speechModel=_one_of(*_SPEECH_MODELS.split()),
        profanityFilter=_boolean,
        enhanced=_boolean,
        partialResultCallback=_any,
        partialResultCallbackMethod=_method,
    ),
    "Record": Verb(
        {
            **_named("action transcribeCallback finishOnKey"),
            **_named("method", _method),
            **_named("timeout maxLength", _whole),
            **_named("playBeep transcribe", _boolean),
            **_named("trim", _one_of("trim-silence", "do-not-trim")),
            **_RECORDING_CALLBACK,
        }
    ),
    "Dial": Verb(
        {
            **_named(
                "action callerId trim recordingConfigurationId ringTone recordingTrack referUrl "
                "events passports"
            ),
            **_named("method referMethod", _method),
            **_named("timeout timeLimit", _whole),
            **_named("hangupOnStar answerOnBridge sequential", _boolean),
            **_named(
                "record",
                _one_of(
                    "do-not-record",
                    "record-from-answer",
                    "record-from-ringing",
                    "record-from-answer-dual",
                    "record-from-ringing-dual",
                ),
            ),
            **_RECORDING_CALLBACK,
        },
        children=frozenset(("Number",)),
        text=True,
    ),
    "Number": Verb(
        {
            **_named("sendDigits url statusCallback byoc"),
            **_named("method statusCallbackMethod", _method),
            **_named(
                "statusCallbackEvent", _words_of("initiated", "ringing", "answered", "completed")
            ),
            **_NUMBER_DETECTION,
        },
        text=True,
    ),
    "Start": _verb("Recording Transcription", action=_any, method=_method),
    "Stop": _verb("Recording Transcription"),
    "Transcription": Verb(
        {
            **_named(
                "name statusCallbackUrl inboundTrackLabel outboundTrackLabel languageCode hints "
                "speechModel intelligenceService conversationConfiguration conversationId "
                "configurationId"
            ),
            **_named("statusCallbackMethod", _method),
            **_named("track", _one_of("inbound_track", "outbound_track", "both_tracks")),
            **_named("transcriptionEngine", _one_of("google", "deepgram")),
            **_named(
                "partialResults profanityFilter enableAutomaticPunctuation enableProviderData",
                _boolean,
            ),
        }
    ),
    "Recording": Verb(
        {
            **_named("name"),
            **_named("channels", _one_of("mono", "dual")),
            **_named("track", _one_of("inbound", "outbound", "both")),
            **_named("trim", _one_of("trim-silence", "do-not-trim")),
            **_RECORDING_CALLBACK,
        }
    ),
    "Connect": _verb("ConversationRelay Stream", action=_any, method=_method),
    "Stream": Verb(
        {
            **_named("name connectorName statusCallback"),
            **_named("url", is_socket_url),
            **_named("statusCallbackMethod", _method),
            **_named("track", _one_of("inbound_track", "outbound_track", "both_tracks")),
            **_named("audioFormat", _one_of("audio/x-mulaw")),
            **_named("sampleRate", _one_of("8000")),
        },
        children=frozenset(("Parameter",)),
        required=frozenset(("url",)),
    ),
    "ConversationRelay": Verb(
        {
            **_RELAY_FREE,
            **_RELAY_BOOLEANS,
            **_NORMALISATION,
            **_named("url", is_socket_url),
            **_named("ttsProvider", _one_of(*RELAY_PROVIDERS)),
            **_named("transcriptionProvider", _one_of("Google", "Deepgram")),
            **_named("interruptible welcomeGreetingInterruptible", _one_of(*INTERRUPTIBLE)),
            **_named("interruptSensitivity", _one_of("low", "medium", "high")),
            **_named("reportInputDuringAgentSpeech", _one_of("none", "dtmf", "speech", "any")),
        },
        children=frozenset(("Language", "Parameter")),
        required=frozenset(("url",)),
    ),
    "Language": _verb(
        required="code",
        code=_any,
        ttsProvider=_one_of(*RELAY_PROVIDERS),
        voice=_any,
        transcriptionProvider=_one_of("Google", "Deepgram"),
        speechModel=_any,
    ),
    "Parameter": _verb(required="name", name=_any, value=_any),
}
