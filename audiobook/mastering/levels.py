"""One gain for each voice, measured once on a sample of its takes and then kept.

Never a gain for each take: that flattens whispers and shouts. The sample is chosen by the takes' keys, which are as
good as random: it lies all over the book, does not depend on what was recorded first, and hardly changes when sentences
are edited.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.take import take_file

if TYPE_CHECKING:
    from audiobook.master import Loudness
    from audiobook.profile import Range
    from audiobook.take import Segment, Take

#: Takes measured for a voice: with 24 of about 6 s the standard error is under 0.2 LU.
SAMPLE_TAKES = 24
#: Shorter texts are measured only when a voice has no others: under 3 s the gates of BS.1770 are unreliable.
_LONG_ENOUGH = 40
#: Voices speak at -26 LUFS and louder; a gain beyond these is a broken take, not a voice.
LOWEST_DB, HIGHEST_DB = -12.0, 18.0
#: Quiet put between the takes of a sample: what lies between sentences and paragraphs on average. Blocks that are half
#: quiet pass the gate and count, so a sample without any would read about 0.4 LU louder than the book.
_QUIET_S = 0.4
#: The limiter takes some loudness away, which the next step gives back.
_STEPS = 3
_CLOSE_DB = 0.02
#: Limiting and the choice of the sample leave a book this close to its target; beyond, one more step is worth mastering
#: it once more (facts sheet, section 3: re-measure, second step if more than 0.3).
_OFF_LU = 0.3
#: Edits may move a book this far before everything is mastered anew for it (the same section).
_DRIFT_LU = 0.5
#: A file this close to a limit is brought ``_INSIDE_DB`` inside: encoding moves the RMS by less than 0.1 dB (measured).
_EDGE_DB, _INSIDE_DB = 0.1, 0.5
#: A file that needs more is broken, or has hardly any speech (own judgement).
_MOST_TRIM_DB = 6.0


@dataclass(frozen=True, slots=True)
class Gains:
    """Frozen levels for one target and ceiling: voice key -> gain in ``voices_db``; ``book_db`` is added to all.

    ``book_lufs`` is what the whole book measured with them when they were frozen, ``None`` before that.
    """

    target_lufs: float
    ceiling_dbtp: float
    voices_db: Mapping[str, float] = field(default_factory=dict)
    book_db: float = 0.0
    book_lufs: float | None = None

    def of(self, voice: str) -> float:
        """The whole gain of a voice in dB. Raises KeyError for one that was not measured."""
        return self.voices_db[voice] + self.book_db

    def louder(self, by_db: float) -> Gains:
        """All voices louder by so much."""
        return replace(self, book_db=round(self.book_db + by_db, 2))


def sample_keys(segments: Iterable[Segment]) -> dict[str, tuple[str, ...]]:
    """Voice key -> the take keys its gain is measured on, the same for any order of ``segments``."""
    voices: dict[str, dict[str, bool]] = {}
    for segment in segments:
        short = len(segment.displayed.strip() or segment.slate.text) < _LONG_ENOUGH
        takes = voices.setdefault(segment.slate.voice_key, {})
        takes[segment.key] = takes.get(segment.key, True) and short
    return {
        voice: tuple(key for _short, key in sorted((short, key) for key, short in takes.items())[:SAMPLE_TAKES])
        for voice, takes in sorted(voices.items())
    }


def measure_gain(folder: str, takes: Sequence[Take], target_lufs: float, ceiling_dbtp: float) -> float:
    """The gain in dB with which a voice's sample has the target loudness after the limiter.

    ``folder`` is the folder of takes, ``takes`` one voice's sample, all of one rate. 0.0 when nothing is loud enough to
    be measured. A plain function of picklable arguments for a worker process. Raises AudiobookError when a take cannot
    be read.
    """
    import numpy as np

    from audiobook.mastering.limit import limit
    from audiobook.sound.meter import Meter, integrated_lufs
    from audiobook.sound.pcm import read_flac

    if not takes:
        return 0.0
    rate_hz = takes[0].rate_hz
    parts = [quiet := np.zeros(round(_QUIET_S * rate_hz), np.int16)]
    for take in takes:
        length = take.speech_end - take.speech_start
        parts += (read_flac(take_file(Path(folder), take.key), take.speech_start, length), quiet)
    sample = np.concatenate(parts) * np.float32(1 / 32768)

    def loudness(gain_db: float) -> float:
        meter = Meter(rate_hz)
        meter.feed(limit(sample * np.float32(10 ** (gain_db / 20)), ceiling_dbtp, rate_hz))
        return integrated_lufs(meter.finish())

    gain = 0.0
    for _step in range(_STEPS):
        found = loudness(gain)
        if not math.isfinite(found):
            return 0.0
        gain, before = min(max(gain + target_lufs - found, LOWEST_DB), HIGHEST_DB), gain
        if abs(gain - before) < _CLOSE_DB:
            break
    return round(gain, 2)


def book_step(gains: Gains, measured_lufs: float) -> float:
    """How many dB louder the whole book, measured with ``gains``, has to be; 0.0 when it is right or silent.

    For levels that are frozen already only drift counts, not that a limiter keeps the book from its target.
    """
    off = gains.target_lufs - measured_lufs
    if not math.isfinite(measured_lufs) or abs(off) <= _OFF_LU:
        return 0.0
    if gains.book_lufs is not None and abs(measured_lufs - gains.book_lufs) <= _DRIFT_LU:
        return 0.0
    return off


def file_gains(gains: Gains, measured: Loudness, rms_dbfs: Range, highest_dbfs: float | None) -> Gains:
    """The gains for a chapter that is a file of its own, mastered and measured with ``gains``: the same if it passes.

    ``rms_dbfs`` is the range for its unweighted RMS, ``highest_dbfs`` for its largest sample.
    """
    if highest_dbfs is not None and measured.sample_peak_dbfs > highest_dbfs:
        gains = replace(gains, ceiling_dbtp=min(gains.ceiling_dbtp, highest_dbfs))
    rms = measured.rms_dbfs
    if rms is None or not math.isfinite(rms):
        return gains
    least = -math.inf if rms_dbfs.least is None else rms_dbfs.least
    most = math.inf if rms_dbfs.most is None else rms_dbfs.most
    inside = min(_INSIDE_DB, (most - least) / 2)
    trim = 0.0
    if rms < least + _EDGE_DB:
        trim = least + inside - rms
    elif rms > most - _EDGE_DB:
        trim = most - inside - rms
    return gains.louder(min(max(trim, -_MOST_TRIM_DB), _MOST_TRIM_DB)) if trim else gains
