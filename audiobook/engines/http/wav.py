"""WAV as servers send it: any usual sample format, and sizes that an encoder wrote before it knew them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_FORMAT_BYTES, _EXTENSIBLE_BYTES = 16, 26
#: An encoder that writes before it knows the length says 0 for the size of the data, or something from here on.
_STREAMED = 0x7FFF_0000
_CHANNELS, _RATES_HZ = (1, 8), (8000, 192_000)


class SoundError(ValueError):
    """The bytes are no sound that can be used; the message completes "the sound cannot be used: ..."."""


@dataclass(frozen=True, slots=True)
class _Format:
    """What the header says of the samples."""

    kind: int
    channels: int
    rate_hz: int
    bits: int


def read_wav(data: bytes) -> tuple[NDArray[np.float32], int]:
    """Mono float samples (channels averaged) and their rate. Raises SoundError. Thread-safe.

    A size that says "not known yet" means to the end; one that promises more than is there is refused.
    """
    form, begin, size = _found(data)
    if size == 0 or size >= _STREAMED:
        size = len(data) - begin
    elif begin + size > len(data):
        raise SoundError(f"its header promises {size} bytes and {len(data) - begin} are there")
    whole = size - size % (form.channels * form.bits // 8)
    samples = _samples(data[begin : begin + whole], form)
    if form.channels > 1:
        samples = samples.reshape(-1, form.channels).mean(axis=1, dtype=samples.dtype)
    return samples, form.rate_hz


def _found(data: bytes) -> tuple[_Format, int, int]:
    """The format, where the samples begin, and the size that the header claims for them."""
    at, form = 12, None
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        at += 8
        if name == b"data":
            if form is None:
                break
            return form, at, size
        if name == b"fmt ":
            form = _format(data, at, size)
        at += size + size % 2
    raise SoundError("its header is broken" if form is None else "it has no samples")


def _format(data: bytes, at: int, size: int) -> _Format:
    if size < _FORMAT_BYTES or at + size > len(data):
        raise SoundError("its header is broken")
    kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", data, at)
    if kind == _EXTENSIBLE and size >= _EXTENSIBLE_BYTES:
        (kind,) = struct.unpack_from("<H", data, at + 24)
    if (kind, bits) not in {(_PCM, 8), (_PCM, 16), (_PCM, 24), (_PCM, 32), (_FLOAT, 32), (_FLOAT, 64)}:
        raise SoundError(f"its samples are of a kind that is not read (format {kind}, {bits} bits)")
    if not _CHANNELS[0] <= channels <= _CHANNELS[1] or not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
        raise SoundError(f"it has {channels} channels at {rate_hz} Hz")
    return _Format(kind, channels, rate_hz, bits)


def _samples(data: bytes, form: _Format) -> NDArray[np.float32]:
    import numpy as np

    if form.kind == _FLOAT:
        return np.frombuffer(data, f"<f{form.bits // 8}").astype(np.float32)
    if form.bits == 8:  # noqa: PLR2004 - unsigned, unlike all others
        return (np.frombuffer(data, np.uint8).astype(np.float32) - 128) / np.float32(128)
    if form.bits == 24:  # noqa: PLR2004 - no type of numpy's
        wide = np.zeros((len(data) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        return (wide.view("<i4")[:, 0] / 2.0**31).astype(np.float32)
    return (np.frombuffer(data, f"<i{form.bits // 8}") / 2.0 ** (form.bits - 1)).astype(np.float32)
