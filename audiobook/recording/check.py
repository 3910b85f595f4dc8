"""Whether what an engine returned can be the text: finite, heard, undistorted, plausibly long and no even hum.

The bounds are generous, since a wrong refusal leaves a hole in a book. Peers use RMS under -55 dBFS as silence, 2 %
clipped samples as failure and 70 to 750 ms a syllable (docs of the Pandrator studio).

What passes need not be the text. Half a sentence, other words, a babble or a repetition within the plausible length
are found only by hearing the takes (``audiobook proof``): some speech is three times as fast as other, so length is no
test.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from audiobook.annotated import written_text
from audiobook.sound.pcm import peak, rms_dbfs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from audiobook.take import Slate

_SILENT_DBFS = -55.0
_CLIPPED_AT = 0.999
_CLIPPED_SHARE = 0.02
_RATES_HZ = (8000, 192000)
#: The level of speech moves: over frames of 25 ms the loud ones (95th percentile) lie 34 dB and more above the quiet
#: ones (5th) in 4,000 takes of the built-in engines, in noise and hum 1 dB. Shorter sounds pass.
_FRAME_S, _EVEN_DB, _EVEN_FROM_S = 0.025, 3.0, 1.0
#: Seconds a character may take at normal speed, (least, most). A syllable has one ideograph or about three letters; a
#: digit may be silent ("1,000,000" has three words) or a whole word ("1887").
_LETTER_S = (1 / 45, 0.35)
_IDEOGRAPH_S = (1 / 14, 0.9)
_DIGIT_S = (0.0, 1.2)
#: Pauses at marks, names of signs and emoji.
_SIGN_S = (0.0, 1.5)
#: Any text may take this much longer (an engine's own silence at both ends is up to 1.6 s) ...
_SLACK_S = 2.5
#: ... and a text has to be longer than this before "too short" means anything ("Mr.", "BBC", "shhhhh").
_SHORT_S = 0.5


def check_samples(slate: Slate, samples: NDArray[np.float32], rate_hz: int) -> tuple[str, ...]:
    """What is wrong with mono samples as a recording of ``slate.text``; empty when nothing is. Thread-safe."""
    if samples.ndim != 1:
        return (f"it is not mono (shape {samples.shape})",)
    if not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
        return (f"its sample rate is {rate_hz} Hz",)
    if samples.size == 0:
        return ("it has no samples",)
    loudest = peak(samples)
    if not math.isfinite(loudest):
        return ("it has samples that are not numbers",)
    level = rms_dbfs(samples)
    if level < _SILENT_DBFS:
        return (f"it is silent ({level:.0f} dBFS)",)
    problems = ["it is an even noise or hum, no speech"] if _is_even(samples, rate_hz) else []
    clipped = _clipped_share(samples) if loudest >= _CLIPPED_AT else 0.0
    if clipped > _CLIPPED_SHARE:
        problems.append(f"{clipped:.0%} of it is clipped")
    text = written_text(slate.text)
    least, most = plausible_seconds(text, slate.speed)
    seconds = samples.size / rate_hz
    if not least <= seconds <= most:
        what = "short" if seconds < least else "long"
        problems.append(f"{seconds:.1f} s is too {what} for {len(text)} characters ({least:.1f} to {most:.1f} s)")
    return tuple(problems)


def plausible_seconds(text: str, speed: float) -> tuple[float, float]:
    """The least and the most seconds that speech of this text can take; ``speed`` is the slate's factor."""
    least = most = 0.0
    for char in text:
        low, high = _seconds_of(char)
        least += low
        most += high
    pace = min(max(speed, 0.25), 4.0)
    # Engines stop short of extreme speeds, so the bounds move less than the speed asks.
    least = 0.0 if least < _SHORT_S else least
    return least / max(pace, 1.0), most / min(pace, 1.0) + _SLACK_S


def _seconds_of(char: str) -> tuple[float, float]:
    if char.isspace():
        return 0.0, 0.1
    if not char.isalnum():
        return _SIGN_S
    if char.isdigit():
        return _DIGIT_S
    # U+2E80 to U+D7FF: ideographs, kana, Hangul; and the ideographs beyond the BMP.
    if "\u2e80" <= char <= "\ud7ff" or char >= "\U00020000":
        return _IDEOGRAPH_S
    return _LETTER_S


def _is_even(samples: NDArray[np.float32], rate_hz: int) -> bool:
    """Whether the level is the same throughout."""
    import numpy as np

    frame = round(rate_hz * _FRAME_S)
    whole = samples.size // frame
    if whole * _FRAME_S < _EVEN_FROM_S:
        return False
    frames = samples[: whole * frame].reshape(whole, frame)
    ranked = np.sort(np.einsum("ij,ij->i", frames, frames))
    quiet, loud = float(ranked[int(0.05 * (whole - 1))]), float(ranked[int(0.95 * (whole - 1))])
    return loud < quiet * 10 ** (_EVEN_DB / 10)


def _clipped_share(samples: NDArray[np.float32]) -> float:
    import numpy as np

    return float(np.count_nonzero(np.abs(samples) >= _CLIPPED_AT)) / samples.size
