"""Which takes are worth a hearing, by what is usual for their voice: length for the text, level, quiet, noise, the end.

Each voice is held against itself: one that always hisses, or whose takes are always cut close, is not suspected of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.annotated import written_text
from audiobook.proofing.takes.judge import Sound
from audiobook.proofing.takes.sound import Measures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A voice needs so many takes before anything is usual for it; one with fewer is held against its engine's others.
_ENOUGH = 20
#: How many usual deviations make a length suspect, and how many already speak for what was heard.
_SUSPECT_Z, _HINT_Z = 3.0, 2.0
#: Lengths scatter by at least so much (natural logarithm), however even a voice is.
_LEAST_SPREAD = 0.05
#: White noise over speech as loud has more treble than -1 dB; of 300 good takes none had more than -5.4 dB over 0.4 s.
_TREBLE_DB, _TREBLE_ABOVE_DB = -3.5, 6.0
#: Speech dips by more than this within 0.8 s (300 good takes: at least 4.3 dB, 1 in 100 less than 7).
_FLOOR_DB, _FLOOR_ABOVE_DB = -4.0, 3.0
#: Speech that stops at this level with nothing after it was cut (good takes of one engine end 27 dB down or lower,
#: and 0.16 s before the end of the file).
_END_DB, _TAIL_S = -20.0, 0.02
_LEVEL_DB, _QUIET_S = 6.0, 1.5
#: What one ideograph takes, in letters (corridor.lengths: 15 letters or 4.5 ideographs a second).
_HAN = 3.3
_MARKS = frozenset(",;:.!?—–…()，。；：！？、")


@dataclass(frozen=True, slots=True)
class Take:
    """What is known of a take before it is heard; ``measures`` where its sound was looked at."""

    text: str
    voice: str
    engine: str
    seconds: float
    measures: Measures | None = None


@dataclass(frozen=True, slots=True)
class Suspect:
    """What is odd about a take: words for people, most telling first, and what the judge makes of it."""

    why: tuple[str, ...] = ()
    sound: Sound = field(default_factory=Sound)


def suspects(takes: Sequence[Take]) -> list[Suspect]:
    """One for each take, in order. Linear but for sorting."""
    lengths = _lengths(takes)
    usual = _usual(takes)
    return [_suspect(take, z, usual.get(take.voice)) for take, z in zip(takes, lengths, strict=True)]


def _suspect(take: Take, z: float, usual: Measures | None) -> Suspect:
    found = take.measures
    why = []
    if abs(z) > _SUSPECT_Z:
        why.append("too short for its text" if z < 0 else "too long for its text")
    noisy = cut = False
    if found is not None:
        own = usual or found
        noisy = found.treble_db > max(_TREBLE_DB, own.treble_db + _TREBLE_ABOVE_DB if usual else _TREBLE_DB)
        noisy = noisy or found.floor_db > max(_FLOOR_DB, own.floor_db + _FLOOR_ABOVE_DB if usual else _FLOOR_DB)
        cut = found.end_db > _END_DB and found.tail_s < _TAIL_S and not (usual and own.tail_s < _TAIL_S)
        why += ["noise"] if noisy else []
        why += ["ends in the middle of sound"] if cut else []
        if usual and abs(found.level_dbfs - own.level_dbfs) > _LEVEL_DB:
            why.append("louder than usual" if found.level_dbfs > own.level_dbfs else "quieter than usual")
        if found.quiet_s > max(_QUIET_S, 2 * own.quiet_s if usual else 0.0):
            why.append(f"{found.quiet_s:.1f} s of quiet inside")
    return Suspect(tuple(why), Sound(z < -_HINT_Z, z > _HINT_Z, noisy, cut))


def _lengths(takes: Sequence[Take]) -> list[float]:
    """By how many usual deviations each take is longer than its voice is with such a text; 0 where nothing is usual."""
    import numpy as np

    groups: dict[str, list[int]] = defaultdict(list)
    for n, take in enumerate(takes):
        groups[take.voice].append(n)
    poor = [n for members in groups.values() if len(members) < _ENOUGH for n in members]
    pooled: dict[str, list[int]] = defaultdict(list)
    for n in poor:
        pooled[takes[n].engine].append(n)
    found = [0.0] * len(takes)
    rich = [members for members in groups.values() if len(members) >= _ENOUGH]
    for members in (*rich, *pooled.values()):
        if len(members) >= _ENOUGH:
            z = _deviations(np.array([_features(takes[n]) for n in members]), [takes[n].seconds for n in members])
            for n, value in zip(members, z.tolist(), strict=True):
                found[n] = value
    return found


def _features(take: Take) -> tuple[float, float, float]:
    text = written_text(take.text)
    letters = sum(_HAN if char >= "\u2e80" else 1.0 for char in text if char.isalnum())
    return 1.0, letters, float(sum(char in _MARKS for char in text))


def _deviations(features: NDArray[np.float64], seconds: Sequence[float]) -> NDArray[np.float64]:
    import numpy as np

    times = np.maximum(np.array(seconds), 0.05)
    # Relative errors count, so long takes do not decide alone.
    weights = 1 / times
    plan, *_ = np.linalg.lstsq(features * weights[:, None], times * weights, rcond=None)
    ratio = np.log(times / np.maximum(features @ plan, 0.1))
    middle = float(np.median(ratio))
    spread = max(_LEAST_SPREAD, 1.4826 * float(np.median(np.abs(ratio - middle))))
    found: NDArray[np.float64] = (ratio - middle) / spread
    return found


def _usual(takes: Sequence[Take]) -> dict[str, Measures]:
    """The median measures of each voice that has enough of them."""
    import numpy as np

    groups: dict[str, list[Measures]] = defaultdict(list)
    for take in takes:
        if take.measures is not None:
            groups[take.voice].append(take.measures)
    names = Measures.__slots__
    return {
        voice: Measures(*(float(np.median([getattr(m, name) for m in found])) for name in names))
        for voice, found in groups.items()
        if len(found) >= _ENOUGH
    }
