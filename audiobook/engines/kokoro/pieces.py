"""Phonemes in pieces that the model can take, cut where a reader would breathe, and their samples joined again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Signs after which a sentence or a clause may end, best first; the last resort between words is the blank.
_BREAKS = (".!?…", ";:—", ",)”")
#: A piece is at least this share of what an even cut would give, before a worse place is taken (own judgement).
_LEAST_SHARE = 0.5
#: Quiet left on either side of a join, of the 300 and 450 ms that the model puts around every piece.
_JOIN_MS = 150


def pieces(signs: str, limit: int) -> list[str]:
    """Cut phonemes to pieces of at most ``limit`` signs, none blank, as even as good places allow.

    A place at the end of a sentence is better than one at a clause, then between words; only a word longer than the
    limit is cut inside. Linear.
    """
    found = []
    start, end = 0, len(signs)
    while end - start > limit:
        count = -(-(end - start) // limit)
        cut = _place(signs, start, (end - start) / count, limit)
        found.append(signs[start:cut].strip())
        start = cut
    found.append(signs[start:end].strip())
    return [piece for piece in found if piece]


def _place(signs: str, start: int, even: float, limit: int) -> int:
    """Where the piece that begins at ``start`` ends: at the best kind of place, the one nearest to an even cut."""
    least, most = start + int(even * _LEAST_SHARE), start + limit
    target = start + even
    blanks = [at for at in range(max(least, start + 1), most) if signs[at] == " "]
    for marks in _BREAKS:
        # A closing quotation mark stays with the sentence that it closes.
        ends = [at for at in blanks if signs[at - 1] in marks or (signs[at - 1] in '”")' and signs[at - 2] in marks)]
        if ends:
            return min(ends, key=lambda at: abs(at - target))
    if blanks:
        return min(blanks, key=lambda at: abs(at - target))
    return next((at for at in range(least, start, -1) if signs[at] == " "), most)


def joined(parts: list[NDArray[np.float32]], rate_hz: int) -> NDArray[np.float32]:
    """Samples in a row, shape ``(n,)``, with less quiet where they meet; one part, the usual case, stays as it is."""
    import numpy as np

    from audiobook.sound.pcm import speech_bounds, to_int16

    if len(parts) == 1:
        return parts[0]
    margin = rate_hz * _JOIN_MS // 1000
    cut = []
    for index, part in enumerate(parts):
        start, end = speech_bounds(to_int16(part), rate_hz)
        first = 0 if index == 0 else max(0, start - margin)
        last = part.size if index == len(parts) - 1 else min(part.size, end + margin)
        cut.append(part[first:last])
    return np.concatenate(cut) if cut else np.zeros(0, dtype=np.float32)
