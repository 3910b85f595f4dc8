"""Takes heard in a worker, window by window; the model stays loaded in each worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.proofing.takes.heard import Heard
from audiobook.proofing.takes.whisper import RATE_HZ, Recogniser, Whisper
from audiobook.proofing.takes.windows import Window, give_back
from audiobook.sound.pcm import read_flac, to_float32
from audiobook.sound.resample import resample

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Left around the speech, so that no sound is cut at its start.
_MARGIN_S = 0.1


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a take's file that is heard: samples ``[start, end)`` at ``rate_hz``."""

    path: str
    start: int
    end: int
    rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return (self.end - self.start) / self.rate_hz


def piece_of(path: Path, speech: tuple[int, int], n_samples: int, rate_hz: int) -> Piece:
    """A take's speech with a little around it; all of a take in which no speech was found."""
    start, end = speech if speech[1] > speech[0] else (0, n_samples)
    margin = round(_MARGIN_S * rate_hz)
    return Piece(str(path), max(0, start - margin), min(n_samples, end + margin), rate_hz)


def hear_window(folder: str, window: Window, pieces: Sequence[Piece], *, closely: bool = False) -> dict[int, Heard]:
    """Hear the takes of a window, ``pieces`` in its order, with the Whisper model in ``folder``. Picklable.

    Raises AudiobookError for a recording that cannot be read, EngineError for a model that cannot be loaded.
    """
    return heard_in(_whisper(folder), window, pieces, closely=closely)


def heard_in(
    recogniser: Recogniser, window: Window, pieces: Sequence[Piece], *, closely: bool = False
) -> dict[int, Heard]:
    """The same with any recogniser."""
    words, looped = recogniser.hear(_joined(window, pieces), _spoken(window.language), closely=closely)
    return give_back(window, words, looped=looped)


@cache
def _whisper(folder: str) -> Whisper:
    return Whisper(Path(folder))


def _spoken(language: str) -> str:
    """Whisper's name of a language: without the region."""
    return language.replace("_", "-").partition("-")[0].lower()


def _joined(window: Window, pieces: Sequence[Piece]) -> Floats:
    import numpy as np

    samples = np.zeros(round(window.seconds * RATE_HZ), np.float32)
    for placed, piece in zip(window.takes, pieces, strict=True):
        pcm = read_flac(Path(piece.path), piece.start, piece.end - piece.start)
        heard = resample(to_float32(pcm), piece.rate_hz, RATE_HZ)
        first = round(placed.start_s * RATE_HZ)
        room = samples[first : first + heard.size]
        room += heard[: room.size]
    return samples
