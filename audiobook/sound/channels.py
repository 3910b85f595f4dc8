"""One, two and more channels made of each other, so that loudness by BS.1770 stays what it was.

BS.1770 adds the channels' powers. So what one channel holds goes into two at 1/sqrt(2) each (-3.01 dB), and two are
folded into one by the same factor: a voice in the middle measures the same in mono, in stereo, and back again. Sides
that have nothing in common lose 3 dB when they are folded, as on any mono loudspeaker.

Pure functions, thread-safe. Samples have shape ``(n,)`` or ``(n, channels)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: The factor between one channel and each of two.
HALF_POWER = np.float32(np.sqrt(0.5))
#: What each loudspeaker gives to left and right (ITU-R BS.775, table 2: centre and surrounds at 1/sqrt(2), no low
#: frequency effects); the one behind and those overhead are shared out (own judgement). Names as ffmpeg has them.
_SHARES = {
    **dict.fromkeys(("FL", "FLC", "DL", "WL"), (1.0, 0.0)),
    **dict.fromkeys(("FR", "FRC", "DR", "WR"), (0.0, 1.0)),
    **dict.fromkeys(("BL", "SL", "TFL", "TBL"), (0.7071, 0.0)),
    **dict.fromkeys(("BR", "SR", "TFR", "TBR"), (0.0, 0.7071)),
    **dict.fromkeys(("LFE", "LFE2"), (0.0, 0.0)),
    "FC": (0.7071, 0.7071),
}
_ANY_SHARE = (0.5, 0.5)


def fitted(samples: Floats, channels: int) -> Floats:
    """One or two channels as ``channels`` (1 or 2): shape ``(n,)`` or ``(n, 2)``; the same array where it fits."""
    held = 1 if samples.ndim == 1 else samples.shape[1]
    if channels == 1:
        if held == 1:
            return samples.reshape(-1)
        folded: Floats = (samples[:, 0] + samples[:, 1]) * HALF_POWER
        return folded
    if held == channels:
        return samples
    spread: Floats = np.empty((len(samples), channels), np.float32)
    spread[:, 0] = spread[:, 1] = samples.reshape(-1) * HALF_POWER
    return spread


def down_mixed(samples: Floats, names: Sequence[str]) -> Floats:
    """Many channels as two, shape ``(n, 2)``: ``names`` says what loudspeaker each column is for (``FL``, ``FC``)."""
    shares = np.array([_SHARES.get(name, _ANY_SHARE) for name in names], np.float32)
    mixed: Floats = samples @ shares
    return mixed
