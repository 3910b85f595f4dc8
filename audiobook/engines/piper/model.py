"""A voice file at work: text to phonemes to sound. The only module that imports ``piper`` and ``onnxruntime``."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from importlib import import_module
from itertools import groupby
from typing import TYPE_CHECKING, Any

from audiobook.engines.piper.files import VoiceFile
from audiobook.errors import EngineError, TakeError
from audiobook.sound.pcm import speech_bounds, to_int16
from audiobook.userfiles import is_folder, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

#: Memory grows with the longest sound made at once: 300 letters take 460 MB, 600 take 765, 1,900 take 1,765 (measured
#: with a voice of medium quality on one thread).
_MAX_PHONEMES = 250
#: Quiet left on either side of a join, where the pieces of a text meet.
_JOIN_MS = 100
#: Above this share of the phonemes, what a voice has no sound for is missed. Own judgement.
_MOST_MISSING = 0.1
_PAUSES = frozenset(".,;:!?—…")
#: Ways to read that need another package or other models, by what a voice file calls them, and what mends it.
_EXTRAS = {"japanese": "pip install 'piper-tts[ja]'", "thai": "pip install 'piper-tts[th]'"}
_PINYIN, _PINYIN_FOLDER = "pinyin", "g2pW"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is spoken. ``length_scale`` is how long a phoneme takes, 1.0 usual for most voices."""

    speaker: int | None
    length_scale: float
    noise_scale: float
    noise_w: float


class LoadedVoice:
    """A model in memory, on one thread. One call at a time."""

    def __init__(self, voice: VoiceFile) -> None:
        """Load it: half a second, 225 MB. Raises EngineError when the package or the model does not work."""
        self._file = voice
        self._voice = _load(voice)

    def speak(self, text: str, manner: Manner) -> NDArray[np.float32]:
        """Mono samples at the voice's rate. Raises TakeError for text that has no sound in this voice, EngineError."""
        import numpy as np

        parts = [self._sound(piece, manner) for piece in self._phonemes(text)]
        if not parts:
            raise TakeError(f"{self._file.name} makes no sound for this text")
        return np.concatenate(_joinable(parts, self._file.rate_hz))

    def _phonemes(self, text: str) -> Iterator[list[str]]:
        known = self._voice.config.phoneme_id_map
        # Two brackets would be read as phonemes.
        for sentence in self._voice.phonemize(text.replace("[[", "[ [")):
            _check_known(sentence, known, self._file.name)
            kept = [sign for sign in sentence if sign in known]
            if any(_is_sound(sign) for sign in kept):
                yield from _cut(kept)

    def _sound(self, phonemes: list[str], manner: Manner) -> NDArray[np.float32]:
        import numpy as np

        how = import_module("piper").SynthesisConfig(
            speaker_id=manner.speaker,
            length_scale=manner.length_scale,
            noise_scale=manner.noise_scale,
            noise_w_scale=manner.noise_w,
        )
        # Not its own ``synthesize``, which makes every sentence as loud as can be: levels are the mastering's.
        samples = self._voice.phoneme_ids_to_audio(self._voice.phonemes_to_ids(phonemes), how)
        return np.atleast_1d(np.asarray(samples, dtype=np.float32))


def _load(voice: VoiceFile) -> Any:  # noqa: ANN401 - the package is optional, and so are its types
    if voice.kind == _PINYIN and not is_folder(voice.path.parent / _PINYIN_FOLDER):
        raise EngineError(
            f"the piper voice '{voice.name}' needs the folder {_PINYIN_FOLDER} beside it, to read Chinese",
            hint="piper's own command puts it there (python -m piper); or give Chinese another engine",
        )
    try:
        onnxruntime, piper = import_module("onnxruntime"), import_module("piper")
    except ImportError as error:
        raise missing() from error
    try:
        raw = json.loads(text_of(voice.path.with_name(f"{voice.path.name}.json"), "utf-8"))
        options = onnxruntime.SessionOptions()
        # One thread: the build already has a process for each core.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        session = onnxruntime.InferenceSession(str(voice.path), options, providers=["CPUExecutionProvider"])
        config = piper.PiperConfig.from_dict(raw)
        return piper.PiperVoice(session=session, config=config, download_dir=voice.path.parent)
    except MemoryError:
        raise
    except Exception as error:
        raise EngineError(
            f"the piper voice '{voice.path}' cannot be loaded ({type(error).__name__})", hint="fetch the voice again"
        ) from error


def missing() -> EngineError:
    """The error where the package is not installed."""
    return EngineError("the speech engine piper is not installed", hint="pip install 'audiobook[piper]'")


def missing_extra(voice: VoiceFile) -> EngineError:
    """The error where what reads this voice's language is not installed."""
    hint = _EXTRAS.get(voice.kind, "pip install 'piper-tts[zh]'" if voice.kind == _PINYIN else "fetch the voice again")
    return EngineError(f"what reads text for the piper voice '{voice.name}' is not installed", hint=hint)


def _is_sound(sign: str) -> bool:
    return any(unicodedata.category(char)[0] in "LN" for char in sign)


def _check_known(sentence: list[str], known: dict[str, Any], name: str) -> None:
    """Phonemes that a voice has no sound for are left out by piper; a word must not vanish by that.

    Raises TakeError.
    """
    sounds = [sign for sign in sentence if _is_sound(sign)]
    lost = sum(sign not in known for sign in sounds)
    words = (list(word) for blank, word in groupby(sentence, key=str.isspace) if not blank)
    vanished = any(
        any(map(_is_sound, word)) and not any(sign in known for sign in word if _is_sound(sign)) for word in words
    )
    if vanished or lost > _MOST_MISSING * len(sounds):
        raise TakeError(f"{name} has no sounds for some words of this text", hint="give this text another voice")


def _cut(phonemes: list[str]) -> Iterator[list[str]]:
    """In pieces of bounded length: behind the last pause that fits, else at the last blank, else hard."""
    at = 0
    while len(phonemes) - at > _MAX_PHONEMES:
        window = phonemes[at : at + _MAX_PHONEMES]
        pauses = [n for n, sign in enumerate(window) if sign in _PAUSES and n > _MAX_PHONEMES // 3]
        blanks = [n for n, sign in enumerate(window) if sign.isspace() and n > 0]
        cut = pauses[-1] + 1 if pauses else blanks[-1] if blanks else len(window)
        yield window[:cut]
        at += cut
    if any(_is_sound(sign) for sign in phonemes[at:]):
        yield phonemes[at:]


def _joinable(parts: list[NDArray[np.float32]], rate_hz: int) -> list[NDArray[np.float32]]:
    """The parts with little quiet where they meet; one part, the usual case, stays as it is."""
    if len(parts) == 1:
        return parts
    margin = rate_hz * _JOIN_MS // 1000
    cut = []
    for n, part in enumerate(parts):
        start, end = speech_bounds(to_int16(part), rate_hz)
        first = 0 if n == 0 else max(0, start - margin)
        last = part.size if n == len(parts) - 1 else min(part.size, end + margin)
        cut.append(part[first:last])
    return cut
