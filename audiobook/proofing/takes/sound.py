"""What a take shows without any words: its level, what fills its gaps, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.proofing.takes.listening import Piece
from audiobook.sound.pcm import FULL_SCALE, read_flac

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_FRAMES_PER_SECOND = 100
#: Noise that matters lasts 0.4 s and more: its treble is judged there, as no hiss in speech is as long; its loudness
#: over 0.8 s, as a long vowel is as steady as noise for 0.5 s.
_TREBLE_FRAMES, _FLOOR_FRAMES = 40, 80
_END_FRAMES = 2
#: Inside speech, quiet is 35 dB below its loud frames.
_QUIET_DB = 35.0
_NEVER = -99.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one take. ``level_dbfs``: its loud frames. ``quiet_s``: the longest quiet inside.

    ``treble_db``: treble against all, the least in the most hissing 0.4 s. ``floor_db``: the quietest frames of the
    steadiest 0.8 s, against the loud ones. ``end_db``: the last 20 ms of speech against the loud frames. ``tail_s``:
    what follows the speech.
    """

    level_dbfs: float
    quiet_s: float
    treble_db: float
    floor_db: float
    end_db: float
    tail_s: float


def measure_takes(takes: Sequence[tuple[Piece, int]]) -> list[Measures]:
    """Measure recordings; each is its speech without margins, and the samples that its file has in all. Picklable.

    Raises AudiobookError for one that cannot be read.
    """
    return [_measured(piece, n_samples) for piece, n_samples in takes]


def _measured(piece: Piece, n_samples: int) -> Measures:
    import numpy as np

    pcm = read_flac(Path(piece.path), piece.start, piece.end - piece.start).astype(np.float32)
    return measures(pcm / np.float32(FULL_SCALE), piece.rate_hz, (n_samples - piece.end) / piece.rate_hz)


def measures(speech: Floats, rate_hz: int, tail_s: float) -> Measures:
    """Measure speech of shape (n,), full scale 1.0."""
    import numpy as np

    size = max(2, rate_hz // _FRAMES_PER_SECOND)
    n = speech.size // size
    if n == 0:
        return Measures(_NEVER, 0.0, _NEVER, _NEVER, _NEVER, tail_s)
    frames = speech[: n * size].reshape(n, size)
    levels = _decibels(np.mean(frames * frames, axis=1))
    slopes = np.diff(frames, axis=1)
    treble = _decibels(np.mean(slopes * slopes, axis=1)) - levels
    loud = float(np.percentile(levels, 95))
    return Measures(
        round(loud, 2),
        _longest(levels < loud - _QUIET_DB) / _FRAMES_PER_SECOND,
        round(_steady(treble, _TREBLE_FRAMES, 10), 2),
        round(_steady(levels, _FLOOR_FRAMES, 5) - loud, 2),
        round(float(np.max(levels[-_END_FRAMES:])) - loud, 2),
        round(tail_s, 3),
    )


def _decibels(powers: Floats) -> Floats:
    import numpy as np

    found: Floats = 10 * np.log10(powers + np.float32(1e-10))
    return found


def _steady(values: Floats, frames: int, percent: float) -> float:
    """The largest that a low percentile gets in any window; nothing for a take shorter than one."""
    import numpy as np

    if len(values) < frames:
        return _NEVER
    windows = np.lib.stride_tricks.sliding_window_view(values, frames)
    return float(np.percentile(windows, percent, axis=1).max())


def _longest(quiet: NDArray[np.bool_]) -> int:
    import numpy as np

    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    return int(np.max(edges[1::2] - edges[::2])) if edges.size else 0
