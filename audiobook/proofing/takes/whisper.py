"""Whisper through faster-whisper: the one recogniser that is built in."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from audiobook.errors import EngineError
from audiobook.proofing.takes.heard import HeardWord

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: The recogniser's rate.
RATE_HZ = 16_000
#: A text that packs this much better than speech is a loop (the default of the Whisper paper's own decoder).
_LOOP_RATIO = 2.4
#: Tokens of one window: 28 s of the fastest speech are about 150 words; loops end here.
_MOST_TOKENS = 300


class Recogniser(Protocol):
    """Writes down what it hears. Not thread-safe."""

    @property
    def name(self) -> str:
        """Model and version: what is kept of one is not used for another."""
        ...

    def hear(self, samples: Floats, language: str, *, closely: bool = False) -> tuple[tuple[HeardWord, ...], bool]:
        """Words with their times, and whether it looped. ``samples`` are mono at 16 kHz; ``closely`` takes longer."""
        ...


class Whisper:
    """A model in a folder. The first ``hear`` loads it (0.6 s, 300 MB for the base model in 8 bits)."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._folder, self._threads = folder, threads
        self._model: Any = None

    @property
    def name(self) -> str:
        """The folder's name and the size of its model, which tells two models apart."""
        return model_name(self._folder)

    def hear(self, samples: Floats, language: str, *, closely: bool = False) -> tuple[tuple[HeardWord, ...], bool]:
        """Greedy, or closely with five beams. Never with the text before as a hint, which starts its loops."""
        model = self._loaded()
        segments, _ = model.transcribe(
            samples,
            language=language,
            beam_size=5 if closely else 1,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=False,
            # With one temperature there is nothing to fall back on: these two only decide what is dropped as silence.
            log_prob_threshold=-1.0,
            no_speech_threshold=0.6,
            compression_ratio_threshold=None,
            max_new_tokens=_MOST_TOKENS,
        )
        words, looped = [], False
        for segment in segments:
            looped = looped or segment.compression_ratio > _LOOP_RATIO
            words += [HeardWord(w.word, float(w.start), float(w.end)) for w in segment.words or ()]
        return tuple(words), looped

    def _loaded(self) -> Any:  # noqa: ANN401 - it ships no types
        if self._model is None:
            try:
                from faster_whisper import WhisperModel  # type: ignore[import-not-found,unused-ignore]
            except ImportError as error:
                raise missing() from error
            try:
                self._model = WhisperModel(
                    str(self._folder),
                    device="cpu",
                    compute_type="int8",
                    cpu_threads=self._threads,
                    local_files_only=True,
                )
            except (RuntimeError, ValueError, OSError) as error:
                raise EngineError(
                    f"the Whisper model in '{self._folder}' cannot be loaded: {error}",
                    hint="it must be one for faster-whisper (model.bin, config.json, tokenizer.json, vocabulary)",
                ) from error
        return self._model


def model_name(folder: Path) -> str:
    """What transcripts of a model are kept under."""
    try:
        size = (folder / "model.bin").stat().st_size
    except OSError:
        size = 0
    return f"{folder.name}-{size}"


def check_installed() -> None:
    """Raise EngineError when the extra is missing, before any work is done."""
    if find_spec("faster_whisper") is None:
        raise missing()


def missing() -> EngineError:
    """What to do about the extra that is not installed."""
    return EngineError("proof needs faster-whisper, which is not installed", hint="pip install 'audiobook[proof]'")
