"""A take put together from the takes of its parts, for a text that an engine says better in pieces."""

from __future__ import annotations

from collections.abc import Sequence

from audiobook.recording.store import TakeStore
from audiobook.sound.pcm import encode_flac, peak, read_flac, speech_bounds
from audiobook.take import Take

#: Left around the speech of a part, so that no sound is cut (engines' own quiet is 35 to 480 ms).
_MARGIN_MS = 30


def join_takes(store: TakeStore, parts: Sequence[Take], key: str, pause_ms: int) -> Take:
    """Keep the speech of ``parts`` (at least one, of one rate) as the take ``key``, with a pause between them.

    The quiet at both ends is that of the first and the last part. Raises AudiobookError for a part that cannot be read,
    OutputError.
    """
    import numpy as np

    rate_hz = parts[0].rate_hz
    margin = rate_hz * _MARGIN_MS // 1000
    quiet = np.zeros(max(0, rate_hz * pause_ms // 1000 - 2 * margin), np.int16)
    pieces = []
    for n, part in enumerate(parts):
        start = 0 if n == 0 else max(0, part.speech_start - margin)
        end = part.n_samples if n == len(parts) - 1 else min(part.n_samples, part.speech_end + margin)
        pieces += [quiet] if n else []
        pieces.append(read_flac(store.path(part.key), start, end - start))
    pcm = np.concatenate(pieces)
    first, last = speech_bounds(pcm, rate_hz)
    cpu_ms = sum(part.engine_cpu_ms for part in parts)
    take = Take(key, int(pcm.size), rate_hz, first, last, round(peak(pcm), 6), cpu_ms)
    store.save(take, encode_flac(pcm, rate_hz))
    return take
