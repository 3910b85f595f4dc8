"""What is to be said as a request to the service, and its reply as a sound to fetch (facts sheet, sections 3 and 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from audiobook.cloud import dashscope_sdk
from audiobook.cloud.dashscope_sdk import Endpoint, Path, Success, mapping
from audiobook.cloud.faults import Fault, Place, Policy, RefusedError
from audiobook.cloud.faults_dashscope import no_audio
from audiobook.cloud.session import Reply
from audiobook.engines.qwen.catalogue import Model, Shape

#: How messages name it.
SERVICE = "the speech service"
_PATHS = {
    Shape.GENERATION: Path("aigc", "multimodal-generation", "generation"),
    Shape.SYNTHESIZER: Path("audio", "tts", "SpeechSynthesizer"),
}
_RATE_HZ = 24000
#: Bounds of ``rate`` and ``pitch`` on the synthesizer form, as those of CosyVoice (own knowledge, not verified).
_FACTORS = (0.5, 2.0)
#: Seeds that the synthesizer form takes (facts sheet, section 3).
_SEEDS = 65536
#: How a reply ends that is not whole. The synthesizer form may well say nothing or "null".
_CUT, _UNFINISHED = "length", "null"


@dataclass(frozen=True, slots=True)
class Speech:
    """What is to be said, in the service's own terms. ``speed`` is a factor, ``pitch`` semitones."""

    text: str
    voice: str
    language_type: str
    instructions: str = ""
    speed: float = 1.0
    pitch: float = 0.0
    seed: int = 0


def body(speech: Speech, model: Model, instructions_in: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """``input`` and ``parameters`` of a request."""
    parameters: dict[str, Any] = {}
    if model.shape is Shape.GENERATION:
        asked: dict[str, Any] = {"text": speech.text, "voice": speech.voice, "language_type": speech.language_type}
        if speech.instructions:
            (asked if instructions_in == "input" else parameters)["instructions"] = speech.instructions
        return asked, parameters
    asked = {"text": speech.text, "voice": speech.voice, "format": "wav", "sample_rate": _RATE_HZ}
    if speech.instructions:
        asked["instruction"] = speech.instructions
    if model.seed:
        asked["seed"] = speech.seed % _SEEDS
    if model.rate_pitch and speech.speed != 1.0:
        asked["rate"] = _factor(speech.speed)
    if model.rate_pitch and speech.pitch != 0.0:
        asked["pitch"] = _factor(2 ** (speech.pitch / 12))
    return asked, parameters


def _factor(value: float) -> float:
    return round(min(max(value, _FACTORS[0]), _FACTORS[1]), 4)


def load() -> None:
    """Import what fetching a sound needs, one thread at a time. Raises EngineError when something is missing."""
    dashscope_sdk.load(SERVICE, "numpy", "requests")


def sends() -> int:
    """How often one call can reach the service: see ``dashscope_sdk.sends``."""
    return dashscope_sdk.sends(SERVICE)


@dataclass(frozen=True, slots=True)
class Wire:
    """Where requests go. Shows no key; thread-safe."""

    endpoint: Endpoint
    instructions_in: str

    def send(self, speech: Speech, model: Model) -> Reply[None]:
        """Send one request. The reply's ``url`` is empty when the sound was cut off before the text's end.

        Raises RefusedError for what the service says, and exceptions of ``requests``.
        """
        asked, parameters = body(speech, model, self.instructions_in)
        place = replace(self.endpoint.place, voice=speech.voice)
        try:
            answer = self.endpoint.call(_PATHS[model.shape], asked, parameters, place)
        except RefusedError as refusal:
            raise RefusedError(_advised(refusal.fault, model), refusal.usage) from None
        return _read(answer, model, place)

    def judge(self, error: BaseException) -> Fault | None:
        """What follows from an exception of ``send``."""
        return self.endpoint.judge(error)


def _read(answer: Success, model: Model, place: Place) -> Reply[None]:
    """Where the sound lies. Raises RefusedError when there is none."""
    usage, request_id = answer.usage, answer.request_id
    audio = mapping(answer.output.get("audio"))
    url = audio.get("url")
    finish = str(answer.output.get("finish_reason") or "")
    if finish == _CUT or (finish == _UNFINISHED and model.shape is Shape.GENERATION):
        # Texts within the limits end long before the sound has to: the voice ran away. Nothing to fetch.
        return Reply(None, usage, request_id)
    if not isinstance(url, str) or not url:
        raise RefusedError(no_audio(place, request_id), usage)
    expires = audio.get("expires_at")
    return Reply(None, usage, request_id, url, float(expires) if isinstance(expires, int | float) else 0.0)


def _advised(fault: Fault, model: Model) -> Fault:
    """A model that is not found any more, with its successor named."""
    gone = fault.policy is Policy.STOP and "modelnotfound" in fault.code.casefold().replace(".", "")
    return replace(fault, hint=f"{fault.hint}: {model.advice}") if gone and model.advice else fault
