"""What came back, held against what was asked: WAV, and whether it can be the text."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiobook.engines.text import expected_seconds
from audiobook.sound.pcm import rms_dbfs, to_float32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: What both request forms give (facts sheet, section 3).
RATE_HZ = 24000
_PCM, _EXTENSIBLE = 1, 0xFFFE
_BITS = 16
_FORMAT_BYTES = 16
#: An encoder that writes before it knows the length says 0 for the size of the data, or something from here on.
_STREAMED = 0x7FFF_0000
_SILENT_DBFS = -55.0
#: Facts sheet, section 7: a take has 0.3 to 3 times the usual length of its text; a very short one more, since the
#: voice's own silence and a slow single word count for more there.
_SHORTEST, _LONGEST, _SLACK_S, _TOO_SHORT_TO_TELL_S = 0.3, 3.0, 2.5, 1.0


class WavError(ValueError):
    """The bytes are no WAV of the promised kind. ``sizes_only``: sound is there, only the header's size is not its."""

    def __init__(self, problem: str, *, sizes_only: bool = False) -> None:
        """``problem`` completes "the sound cannot be used: ..."."""
        super().__init__(problem)
        self.sizes_only = sizes_only


@dataclass(frozen=True, slots=True)
class _Format:
    """What the header says of the samples."""

    kind: int
    channels: int
    rate_hz: int
    bits: int


@dataclass(slots=True)
class _Walk:
    """A walk over the chunks."""

    data: bytes = field(repr=False)
    at: int = 12
    found: _Format | None = None

    def samples(self) -> tuple[int, int, int]:
        """Where the samples begin and end, and the end that the header claims."""
        while self.at + 8 <= len(self.data):
            name, size = struct.unpack_from("<4sI", self.data, self.at)
            begin = self.at + 8
            if name == b"data":
                return begin, min(begin + size, len(self.data)), begin + size
            if name == b"fmt ":
                self._format(begin, size)
            self.at = begin + size + size % 2
        raise WavError("it has no samples")

    def _format(self, begin: int, size: int) -> None:
        if size < _FORMAT_BYTES or begin + size > len(self.data):
            raise WavError("its header is broken")
        kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", self.data, begin)
        if kind == _EXTENSIBLE and size >= _FORMAT_BYTES + 10:
            (kind,) = struct.unpack_from("<H", self.data, begin + 24)
        self.found = _Format(kind, channels, rate_hz, bits)


def parse_wav(data: bytes, *, trust_size: bool = True) -> NDArray[np.int16]:
    """The samples of a mono 16-bit WAV at ``RATE_HZ``. Raises WavError.

    Sizes are read leniently: one that only an encoder writes that did not know the length means "to the end". A size
    that is merely wrong is refused, unless ``trust_size`` is off.
    """
    import numpy as np

    if len(data) < 12 or data[:4] != b"RIFF" or data[8:12] != b"WAVE":  # noqa: PLR2004 - RIFF, size, WAVE
        raise WavError("it is empty" if not data else "it is not a WAV file")
    walk = _Walk(data)
    begin, end, claimed = walk.samples()
    form = walk.found
    if form is None or form.kind != _PCM or form.bits != _BITS:
        raise WavError("its header is broken" if form is None else "its samples are not 16-bit PCM")
    if form.channels != 1 or form.rate_hz != RATE_HZ:
        raise WavError(f"it has {form.channels} channels at {form.rate_hz} Hz, not one at {RATE_HZ} Hz")
    size = claimed - begin
    if size == 0 or size >= _STREAMED:
        end = len(data)
    elif claimed > len(data) and trust_size:
        raise WavError(f"its header promises {size} bytes and {end - begin} are there", sizes_only=True)
    return np.frombuffer(data, dtype="<i2", count=(end - begin) // 2, offset=begin).astype(np.int16, copy=False)


def sound_problem(samples: NDArray[np.int16], text: str) -> str:
    """Why samples at ``RATE_HZ`` cannot be this text, read aloud; empty when they can."""
    if samples.size == 0:
        return "it has no samples"
    level = rms_dbfs(samples)
    if level < _SILENT_DBFS:
        return f"it is silent ({level:.0f} dBFS)"
    seconds, usual = samples.size / RATE_HZ, expected_seconds(text)
    if usual > _TOO_SHORT_TO_TELL_S and seconds < _SHORTEST * usual:
        return f"{seconds:.1f} s is too short for {len(text)} characters"
    if seconds > _LONGEST * usual + _SLACK_S:
        return f"{seconds:.1f} s is too long for {len(text)} characters"
    return ""


#: Around the cut where the halves of a split text meet, so much of the voice's own quiet is kept.
_JOIN_MS = 150


def joined(parts: list[NDArray[np.int16]]) -> NDArray[np.float32]:
    """Parts of one text, with little quiet where they meet, as float samples."""
    import numpy as np

    from audiobook.sound.pcm import speech_bounds

    margin = RATE_HZ * _JOIN_MS // 1000
    cut = []
    for n, part in enumerate(parts):
        start, end = speech_bounds(part, RATE_HZ)
        first = 0 if n == 0 else max(0, start - margin)
        last = part.size if n == len(parts) - 1 else min(part.size, end + margin)
        cut.append(part[first:last])
    return to_float32(np.concatenate(cut) if len(cut) > 1 else parts[0])
