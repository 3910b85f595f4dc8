"""How far music steps back under speech: known ahead from the timeline, so no level is followed.

The bed is down when speech begins and starts to come back when it ends. It stays down between sentences.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audiobook.timeline import Timeline

#: Going down takes this long and ends when speech begins. Slow enough to be no event of its own (own judgement;
#: broadcast duckers are set to 100-500 ms).
ATTACK_MS = 250
#: Coming back begins when speech ends and takes this long: with the 80 ms that a clip holds after its last sound, the
#: bed is back within 0.5 s.
RELEASE_MS = 400
#: Shorter gaps do not let the bed up: a paragraph's pause is 0.65 s, a heading's 1.2 s (``DEFAULT_PAUSES_MS``).
HOLD_MS = 1200


class Ducking:
    """The envelope over one chapter. Immutable, thread-safe.

    ``speech`` are stretches ``[start, end)`` in samples at ``rate_hz``, in any order; they may overlap.
    """

    def __init__(self, speech: Iterable[tuple[int, int]], rate_hz: int) -> None:
        self._attack = max(1, ATTACK_MS * rate_hz // 1000)
        self._release = max(1, RELEASE_MS * rate_hz // 1000)
        held = _joined(speech, HOLD_MS * rate_hz // 1000)
        self._starts = [start for start, _ in held]
        self._ends = [end for _, end in held]

    def decibels(self, start: int, end: int, ducked_db: float) -> NDArray[np.float64]:
        """What is added to the level of samples ``[start, end)``, each one the same however they are cut into blocks.

        ``ducked_db`` (0 or less) while someone speaks and in short gaps, 0 away from speech, raised cosines between.
        """
        depth = np.zeros(end - start)
        first = bisect_right(self._ends, start - self._release)
        last = bisect_left(self._starts, end + self._attack)
        for begins, stops in zip(self._starts[first:last], self._ends[first:last], strict=True):
            low, high = max(begins - self._attack, start), min(begins, end)
            if low < high:
                through = (np.arange(low, high) - (begins - self._attack)) / self._attack
                depth[low - start : high - start] = (1 - np.cos(np.pi * through)) / 2
            depth[max(begins, start) - start : max(min(stops, end) - start, 0)] = 1.0
            low, high = max(stops, start), min(stops + self._release, end)
            if low < high:
                through = (np.arange(low, high) - (stops - 1)) / self._release
                depth[low - start : high - start] = (1 + np.cos(np.pi * through)) / 2
        return depth * ducked_db

    def factors(self, start: int, end: int, ducked_db: float) -> NDArray[np.float32] | None:
        """The same as factors; ``None`` where nothing changes."""
        added = self.decibels(start, end, ducked_db)
        if not added.any():
            return None
        factors: NDArray[np.float32] = np.exp(added * (math.log(10) / 20)).astype(np.float32)
        return factors


def speech_of(timeline: Timeline) -> list[tuple[int, int]]:
    """Where someone speaks, in samples at the rate of the mix: voices' clips and sounds that are speech.

    A clip's bounds are taken as they are: it begins at most 60 ms before its first sound and ends at most 80 ms after
    its last.
    """
    clips = [(clip.start, clip.n_samples) for track in timeline.tracks for clip in track.clips]
    clips += [(sound.start, sound.n_samples) for sound in timeline.sounds if sound.speech]
    factor = timeline.mix_factor
    return [(start * factor, (start + n) * factor) for start, n in clips]


def _joined(speech: Iterable[tuple[int, int]], hold: int) -> list[tuple[int, int]]:
    """Stretches in order, those with a shorter gap than ``hold`` joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(speech):
        if end <= start:
            continue
        if joined and start - joined[-1][1] < hold:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
