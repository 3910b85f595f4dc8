"""One gain for each voice, measured once on a sample of its takes and then kept.

Never a gain for each take: that flattens whispers and shouts. The sample is chosen by the takes' keys, which are as
good as random: it lies all over the book, does not depend on what was recorded first, and hardly changes when sentences
are edited.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiobook.errors import ConfigError, OutputError
from audiobook.take import take_file

if TYPE_CHECKING:
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
_SCHEMA = 1
_DELETE = "delete it; the levels are measured again"


@dataclass(frozen=True, slots=True)
class Gains:
    """Frozen levels for one target and ceiling: voice key -> gain in ``voices_db``; ``book_db`` is added to all."""

    target_lufs: float
    ceiling_dbtp: float
    voices_db: Mapping[str, float] = field(default_factory=dict)
    book_db: float = 0.0

    def of(self, voice: str) -> float:
        """The whole gain of a voice in dB. Raises KeyError for one that was not measured."""
        return self.voices_db[voice] + self.book_db


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


def load_gains(path: Path, target_lufs: float, ceiling_dbtp: float) -> Gains:
    """The gains kept in ``gains.lock``; none yet when there is no file or it is for another target or ceiling.

    Raises ConfigError when it is damaged.
    """
    empty = Gains(target_lufs, ceiling_dbtp)
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        kept_for = (data["schema"], data["target_lufs"], data["ceiling_dbtp"])
        voices = {str(voice): float(gain) for voice, gain in data["voices_db"].items()}
        book = float(data["book_db"])
    except FileNotFoundError:
        return empty
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ConfigError(f"'{path}' cannot be read: {error}", hint=_DELETE) from error
    if not all(math.isfinite(gain) for gain in (book, *voices.values())):
        raise ConfigError(f"'{path}' holds a level that is no number", hint=_DELETE)
    if kept_for != (_SCHEMA, target_lufs, ceiling_dbtp):
        return empty
    return replace(empty, voices_db=voices, book_db=book)


def save_gains(path: Path, gains: Gains) -> None:
    """Write ``gains.lock`` atomically. Raises OutputError when it cannot be written."""
    data = {"schema": _SCHEMA, **asdict(gains), "voices_db": dict(sorted(gains.voices_db.items()))}
    temp = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temp.open("w", encoding="utf-8") as file:
            file.write(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        temp.replace(path)
    except OSError as error:
        temp.unlink(missing_ok=True)
        raise OutputError(
            f"'{path}' cannot be written: {error.strerror or error}", hint="make room and build again"
        ) from error
