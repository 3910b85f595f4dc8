"""Voice files: what lies beside a model, read without loading it, and what names a voice's sound."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from audiobook.cast import Voice
from audiobook.engines.described import NOTHING, Description
from audiobook.errors import EngineError
from audiobook.userfiles import is_file, is_folder, sha256_of, text_of

ENGINE = "piper"
#: A description is some kilobytes; those of the largest voices, with 900 speakers, are 50 (own knowledge).
_LONGEST_JSON = 4 * 1024 * 1024
_MOST_SPEAKERS = 10_000
_RATES_HZ = (8000, 48000)
_DIGITS = 12
_LICENCE = re.compile(r"^\s*\*?\s*licen[sc]e\s*:\s*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_LONGEST_CARD, _LONGEST_LICENCE = 16_384, 80
_DOWNLOAD = "put NAME.onnx and NAME.onnx.json of a piper voice side by side, and name the file in [piper] voices"


@dataclass(frozen=True, slots=True)
class VoiceFile:
    """One model with its description. ``speakers`` maps names to numbers, empty for a model of one speaker.

    ``noise_scale`` and ``noise_w`` are what the model was made for; ``digest`` is of the description.
    """

    path: Path
    name: str
    language: str
    rate_hz: int
    kind: str
    quality: str
    licence: str
    speakers: tuple[tuple[str, int], ...]
    default_speaker: int
    length_scale: float
    noise_scale: float
    noise_w: float
    digest: str

    def voices(self, about: dict[str, Description]) -> tuple[Voice, ...]:
        """As an engine offers them, the model's default speaker first: ``name``, or ``name#speaker``."""
        ordered = sorted(self.speakers, key=lambda each: (each[1] != self.default_speaker, each[1]))
        return tuple(self._voice(speaker, about) for speaker, _ in ordered) if ordered else (self._voice("", about),)

    def _voice(self, speaker: str, about: dict[str, Description]) -> Voice:
        key = f"{self.name}#{speaker}" if speaker else self.name
        said = about.get(key, about.get(self.name, NOTHING))
        quality = f"{self.quality} quality" if self.quality else ""
        title = self.name.replace("_", " ").replace("-", " ")
        return Voice(
            id=key,
            engine=ENGINE,
            name=said.name or (f"{title}, speaker {speaker}" if speaker else title),
            languages=said.languages or (self.language,),
            gender=said.gender,
            age=said.age,
            description="; ".join(filter(None, (said.description, "a piper voice", quality))),
            licence=self.licence,
        )


def find_files(places: Iterable[Path]) -> tuple[VoiceFile, ...]:
    """All voices in these files and folders, by place and name. Raises EngineError for what is missing or broken."""
    found: dict[str, VoiceFile] = {}
    for place in places:
        for path in _models(place):
            voice = read_file(path)
            other = found.setdefault(voice.name, voice)
            if other.path != voice.path:
                raise EngineError(
                    f"two piper voices are called '{voice.name}': {other.path} and {voice.path}",
                    hint="name only one of them in [piper] voices",
                )
    return tuple(found.values())


def _models(place: Path) -> list[Path]:
    if is_folder(place):
        models = sorted(place.rglob("*.onnx"))
        # A folder may hold other models too (those that read Hebrew or Chinese for a voice).
        described = [path for path in models if is_file(_beside(path))]
        if not described:
            raise EngineError(f"there is no piper voice in the folder '{place}'", hint=_DOWNLOAD)
        return described
    if not is_file(place):
        raise EngineError(f"there is no piper voice '{place}'", hint=_DOWNLOAD)
    return [place]


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def read_file(path: Path) -> VoiceFile:
    """The description beside a model. Raises EngineError when it is missing or no description of a voice."""
    beside = _beside(path)
    try:
        if beside.stat().st_size > _LONGEST_JSON:
            raise _broken(beside, "it is too large")
        raw = json.loads(text_of(beside, "utf-8"))
    except FileNotFoundError:
        raise EngineError(f"'{beside.name}' is missing beside the piper voice '{path}'", hint=_DOWNLOAD) from None
    except OSError as error:
        raise EngineError(f"cannot read '{beside}': {error.strerror}", hint="look at its permissions") from error
    except (ValueError, RecursionError):
        raise _broken(beside, "it is not JSON") from None
    try:
        return _voice_file(path, raw)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _broken(beside, f"{type(error).__name__}: {error}") from None


def _voice_file(path: Path, raw: dict[str, Any]) -> VoiceFile:
    audio, inference = raw["audio"], raw.get("inference", {})
    rate_hz = int(audio["sample_rate"])
    if not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
        raise ValueError(f"a sample rate of {rate_hz} Hz")
    if not isinstance(raw["phoneme_id_map"], dict) or not raw["phoneme_id_map"]:
        raise ValueError("no phoneme_id_map")
    espeak = str(raw["espeak"]["voice"])
    code = str(raw.get("language", {}).get("code", "") or espeak).replace("_", "-")
    canonical = json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return VoiceFile(
        path=path,
        name=path.name.removesuffix(".onnx"),
        language="zh" if code == "cmn" else code,
        rate_hz=rate_hz,
        kind=str(raw.get("phoneme_type", "espeak")),
        quality=str(audio.get("quality", "")),
        licence=_licence(path),
        speakers=_speakers(raw),
        default_speaker=int(raw.get("default_speaker_id", 0)),
        length_scale=_scale(inference, "length_scale", 1.0),
        noise_scale=_scale(inference, "noise_scale", 0.667),  # piper's own defaults
        noise_w=_scale(inference, "noise_w", 0.8),
        digest=hashlib.sha256(canonical.encode()).hexdigest(),
    )


def _speakers(raw: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    count = int(raw["num_speakers"])
    if count <= 1:
        return ()
    if count > _MOST_SPEAKERS:
        raise ValueError(f"{count} speakers")
    named = {str(name): int(number) for name, number in (raw.get("speaker_id_map") or {}).items()}
    if any(not 0 <= number < count for number in named.values()):
        raise ValueError(f"a speaker's number is beyond the {count} speakers")
    return tuple(named.items()) or tuple((str(number), number) for number in range(count))


def _scale(inference: dict[str, Any], key: str, usual: float) -> float:
    value = float(inference.get(key, usual))
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"{key} is {value}")
    return value


def _licence(path: Path) -> str:
    """What the voice's card says, which lies beside it under a name of the project's."""
    for card in (path.with_name("MODEL_CARD"), path.with_name(f"{path.name}.MODEL_CARD")):
        try:
            with card.open(encoding="utf-8", errors="replace") as file:
                found = _LICENCE.search(file.read(_LONGEST_CARD))
        except OSError:
            continue
        if found:
            return "".join(filter(str.isprintable, found[1])).strip()[:_LONGEST_LICENCE]
    return ""


def _broken(beside: Path, problem: str) -> EngineError:
    return EngineError(f"'{beside}' does not describe a piper voice: {problem}", hint="fetch the voice again")


def sound_digest(voice: VoiceFile, noise_scale: float, noise_w: float) -> str:
    """What names a voice's sound in a take's key: its model, its description, and how freely it speaks.

    Reads the whole model the first time (63 MB, a fifth of a second). Raises EngineError.
    """
    try:
        state = voice.path.stat()
        model = _file_digest(voice.path, state.st_size, state.st_mtime_ns)
    except OSError as error:
        raise EngineError(f"cannot read the piper voice '{voice.path}': {error.strerror}", hint=_DOWNLOAD) from error
    body = f"{model}\n{voice.digest}\n{noise_scale:g}\n{noise_w:g}"
    return hashlib.sha256(body.encode()).hexdigest()[:_DIGITS]


@lru_cache(maxsize=256)
def _file_digest(path: Path, size: int, changed_ns: int) -> str:
    del size, changed_ns  # another size or time is another file
    return sha256_of(path)
