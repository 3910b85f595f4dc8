"""Music for a new show, made on the spot: nobody's but the user's own, and the same bytes every time.

Soft plucked and held tones over a few chords. A loop is computed in a circle: what rings on at its end is heard at its
start again, so it has no seam.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RATE_HZ = 44_100
#: MIDI's A4, the chamber pitch.
_A4, _A4_HZ = 69, 440.0
#: The largest sample: leaves a mixer some room.
_PEAK = 0.5
_CHORD_BEATS = 4
_LONGEST_RING_S = 4
#: Each tone of a pluck as (partial, strength): like a soft mallet.
_PARTIALS = ((1.0, 1.0), (2.0, 0.35), (3.0, 0.12), (4.0, 0.05))


@dataclass(frozen=True, slots=True)
class Piece:
    """A short piece: ``chords`` of MIDI notes, four beats each.

    A looped piece is a circle; one that is not ends with its last chord, which dies away over ``ring_s``.
    """

    chords: tuple[tuple[int, ...], ...]
    beat_s: float
    looped: bool = True
    ring_s: float = 0.0
    pad: float = 0.5


#: A minor, F, C, G, two beats a second: a bed of eight seconds.
BED = Piece(((57, 60, 64, 69), (53, 57, 60, 65), (48, 55, 60, 64), (55, 59, 62, 67)), 0.5)
#: F, G, and home to C.
THEME = Piece(((53, 60, 65, 69), (55, 62, 67, 71), (48, 60, 64, 72)), 0.5, looped=False, ring_s=3.0, pad=0.7)
#: Two chords, quickly.
STING = Piece(((67, 71, 74, 79), (72, 76, 79, 84)), 0.09, looped=False, ring_s=1.4, pad=0.0)


def music_files() -> dict[str, bytes]:
    """The files of a new show's music by their names: stereo WAV."""
    pieces = {"theme": THEME, "bed": BED, "sting": STING}
    return {f"music/{name}.wav": wav_bytes(render(piece)) for name, piece in pieces.items()}


def render(piece: Piece) -> Floats:
    """A piece as samples, shape ``(n, 2)``, at ``RATE_HZ``."""
    import numpy as np

    chord_s = piece.beat_s * _CHORD_BEATS
    n = round((chord_s * len(piece.chords) + piece.ring_s) * RATE_HZ)
    # What rings over the end of a piece that is no circle is cut off.
    out = np.zeros((n if piece.looped else n + _LONGEST_RING_S * RATE_HZ, 2))
    for number, chord in enumerate(piece.chords):
        start = round(number * chord_s * RATE_HZ)
        last = number == len(piece.chords) - 1 and not piece.looped
        _hold(out, chord, start, round((piece.ring_s if last else chord_s) * RATE_HZ), piece.pad)
        for step, note in enumerate(_pattern(chord, last=last)):
            at = start + round(step * piece.beat_s / 2 * RATE_HZ)
            _pluck(out, note, at, pan=0.3 + 0.4 * (step % 4) / 3)
    if not piece.looped:
        out = out[:n]
        _die_away(out)
    scaled: Floats = out * (_PEAK / np.abs(out).max())
    return scaled


def _pattern(chord: Sequence[int], *, last: bool) -> list[int]:
    """Up and down the chord in half beats; a last chord is only broken upwards."""
    first, second, third, fourth = chord[:4]
    up = [first, second, third, fourth]
    return [*up, fourth + 12] if last else [*up, third, fourth, third, second]


def _frequency(note: int) -> float:
    return _A4_HZ * float(2.0 ** ((note - _A4) / 12))


def _add(out: Floats, tone: Floats, at: int, pan: float) -> None:
    """Add a tone from ``at`` on, around the end of the circle."""
    import numpy as np

    place = (at + np.arange(len(tone))) % len(out)
    for channel, level in enumerate((np.cos(pan * np.pi / 2), np.sin(pan * np.pi / 2))):
        np.add.at(out[:, channel], place, tone * level)


def _pluck(out: Floats, note: int, at: int, pan: float) -> None:
    import numpy as np

    n = min(round(1.6 * RATE_HZ), len(out))
    t = np.arange(n) / RATE_HZ
    tone = sum(
        (strength * np.sin(2 * np.pi * _frequency(note) * k * t) * np.exp(-t * 3.2 * k) for k, strength in _PARTIALS),
        np.zeros(n),
    )
    _add(out, tone * np.minimum(t / 0.006, 1.0) * 0.5, at, pan)


def _hold(out: Floats, chord: Sequence[int], start: int, length: int, strength: float) -> None:
    """A pad that swells and goes, beyond the chord's end: the next one grows into it."""
    import numpy as np

    if not strength:
        return
    n = min(round(length * 1.4), len(out))
    t = np.arange(n) / RATE_HZ
    swell = np.sin(np.pi * np.arange(n) / n) ** 2
    for number, note in enumerate(chord):
        tone = np.sin(2 * np.pi * _frequency(note) * t) + 0.4 * np.sin(2 * np.pi * _frequency(note) * 1.003 * t)
        _add(out, tone * swell * (0.12 * strength), start, pan=0.2 + 0.2 * number)


def _die_away(out: Floats) -> None:
    """The end of a piece that is not looped is silence."""
    import numpy as np

    n = min(round(1.0 * RATE_HZ), len(out) // 2)
    out[-n:] *= np.cos(np.arange(n) / n * np.pi / 2)[:, None] ** 2


def wav_bytes(samples: Floats) -> bytes:
    """A WAV file of 16-bit samples; ``samples`` have shape ``(n, 2)``, full scale 1.0."""
    import numpy as np

    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setnchannels(samples.shape[1])
        target.setsampwidth(2)
        target.setframerate(RATE_HZ)
        target.writeframes(np.rint(samples * 32767).astype("<i2").tobytes())
    return file.getvalue()
