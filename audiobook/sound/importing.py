"""Bring a local sound file into the form that is mixed: FLAC of 24 bits, one or two channels, one rate, measured."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from audiobook.errors import OutputError, ScriptError
from audiobook.sound.meter import Meter, decibels, integrated_lufs, lufs, momentary_lufs, short_term_lufs
from audiobook.sound.resample import Resampler
from audiobook.sound.unpacking import unpacked_blocks

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: 24-bit steps of full scale, and what brings them into 32 bits, which the writer wants.
_STEPS, _SHIFT = 1 << 23, 8
#: Decoded lossy sound may go beyond full scale, which FLAC cannot hold: then all of it is written so much lower that
#: the largest sample is this.
_FULL = 0.999
#: Samples read at once.
_AT_ONCE = 65_536
#: BS.1770's shortest block is 400 ms: four steps of the meter; short-term loudness (EBU Tech 3341) is over thirty.
_BLOCK_STEPS, _SHORT_TERM_STEPS = 4, 30
#: Ends are compared over this long to tell whether a sound may be played in a loop as it is, ...
_ENDS_S = 0.01
#: ... up to steps that nobody hears (-60 dBFS).
_SMALL_STEP = 0.001
#: Where a loop begins again, what followed its end in the file fades out under its start for this long, if there is as
#: much (own judgement: shorter than a beat, longer than a click).
SEAM_S = 0.05


@dataclass(frozen=True, slots=True)
class Imported:
    """An imported sound as it lies in its file; ``n_samples`` and ``loop_samples`` count at ``rate_hz``.

    ``integrated_lufs`` is gated (BS.1770-4), ``momentary_lufs`` and ``short_term_lufs`` are the loudest 400 ms and 3 s
    (of a sound shorter than 3 s, all of it, without a gate). A sound shorter than 400 ms is measured as if silence up
    to 400 ms followed it, in all three. Each is ``-inf`` for silence. ``loop_samples`` is after how many samples it may
    begin again: all of them when its end fits its start, else fewer, so that there is something to cross over.
    """

    file: str
    rate_hz: int
    n_samples: int
    channels: int
    integrated_lufs: float
    momentary_lufs: float
    short_term_lufs: float
    true_peak_dbtp: float
    loop_samples: int


def import_sound(source: Path, target: Path, rate_hz: int) -> Imported:
    """Read ``source``, write ``target`` (FLAC, atomic) at ``rate_hz``, and measure what was written.

    WAV, FLAC, MP3, M4A, Ogg and Opus are read, by content. One or two channels stay; of more, two are made by the rule
    of ``sound.channels.down_mixed``. Samples that are there already at this rate with up to 24 bits are kept exactly.
    Memory does not depend on the length. Raises ScriptError for a file that is missing, of another kind, broken, empty,
    or longer than ``LONGEST_S``; OutputError when the target cannot be written. Safe in several processes at once.
    """
    import soundfile

    temp = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        written = _write(source, temp, rate_hz, 1.0)
        if written.peak > 1.0:
            written = _write(source, temp, rate_hz, _FULL / written.peak)
        # On the disk before the name is, and before the sidecar that tells of it.
        with temp.open("rb+") as file:
            os.fsync(file.fileno())
        temp.replace(target)
    except (OSError, soundfile.LibsndfileError) as error:
        raise OutputError(f"'{target}' cannot be written: {error}", hint="make room and build again") from error
    finally:
        temp.unlink(missing_ok=True)
    return written.imported(target.name)


def measure_stretch(path: Path, in_sample: int, n_samples: int) -> float:
    """Integrated loudness in LUFS of samples ``[in_sample, in_sample + n_samples)`` of an imported file.

    A stretch shorter than 400 ms is measured with silence after it. ``-inf`` for silence. Raises ScriptError when the
    file cannot be read.
    """
    import soundfile

    try:
        with soundfile.SoundFile(str(path)) as file:
            meter = Meter(file.samplerate, file.channels)
            file.seek(min(in_sample, file.frames))
            left = n_samples
            while left > 0 and len(samples := file.read(min(left, _AT_ONCE), dtype="float32", always_2d=True)):
                meter.feed(samples)
                left -= len(samples)
            _fill_up(meter, file.samplerate, file.channels, n_samples - left)
    except (OSError, soundfile.LibsndfileError) as error:
        raise ScriptError(
            f"the imported sound {path.name} cannot be read: {error}", hint="delete it and build again"
        ) from error
    return integrated_lufs(meter.finish())


def _write(source: Path, temp: Path, rate_hz: int, scale: float) -> _Written:
    """Decode, resample and write once. Only writing raises OSError and LibsndfileError."""
    written: _Written | None = None
    try:
        for block, from_hz in unpacked_blocks(source):
            written = written or _Written(temp, from_hz, rate_hz, block.shape[1], scale)
            written.add(block)
        if written is None:  # cannot be: an empty file is refused
            raise ScriptError(f"'{source.name}' holds no sound", hint="use another file")
        written.finish()
    finally:
        if written is not None:
            written.close()
    return written


class _Written:
    """A file that is being written, and what is found out on the way."""

    def __init__(self, path: Path, from_hz: int, rate_hz: int, channels: int, scale: float) -> None:
        import soundfile

        self._rate_hz, self._channels, self._scale = rate_hz, channels, np.float32(scale)
        self._resampler = Resampler(from_hz, rate_hz, channels) if from_hz != rate_hz else None
        self._meter = Meter(rate_hz, channels)
        # Level 0.0 is the quickest; others save next to nothing (measured for takes, ``sound.pcm``).
        self._file: Any = soundfile.SoundFile(
            str(path), "w", rate_hz, channels, format="FLAC", subtype="PCM_24", compression_level=0.0
        )
        self._first = self._last = np.zeros((0, channels), np.float32)
        self._n_samples = 0
        #: The largest magnitude before scaling, full scale 1.0.
        self.peak = 0.0

    def add(self, block: Floats) -> None:
        if self._resampler:
            block = self._resampler.process(block if self._channels > 1 else block.reshape(-1))
        self._put(block.reshape(-1, self._channels))

    def finish(self) -> None:
        if self._resampler:
            self._put(self._resampler.flush().reshape(-1, self._channels))
        self._file.close()

    def close(self) -> None:
        self._file.close()

    def _put(self, samples: Floats) -> None:
        if not len(samples):
            return
        self.peak = max(self.peak, float(np.abs(samples).max()))
        steps = np.rint(samples * (self._scale * np.float32(_STEPS)))
        np.clip(steps, 1 - _STEPS, _STEPS - 1, out=steps)
        self._file.write(steps.astype(np.int32) << _SHIFT)
        stored: Floats = steps * np.float32(1 / _STEPS)
        self._meter.feed(stored)
        ends = round(_ENDS_S * self._rate_hz)
        if len(self._first) < ends:
            self._first = np.concatenate((self._first, stored[: ends - len(self._first)]))
        self._last = np.concatenate((self._last, stored[-ends:]))[-ends:]
        self._n_samples += len(samples)

    def imported(self, name: str) -> Imported:
        _fill_up(self._meter, self._rate_hz, self._channels, self._n_samples)
        energies = self._meter.finish()
        if len(energies) >= _SHORT_TERM_STEPS:
            short_term = float(short_term_lufs(energies).max())
        else:
            short_term = lufs(float(energies.mean()))
        return Imported(
            name,
            self._rate_hz,
            self._n_samples,
            self._channels,
            integrated_lufs(energies),
            float(momentary_lufs(energies).max()),
            short_term,
            decibels(self._meter.true_peak**2),
            self._loop_samples(),
        )

    def _loop_samples(self) -> int:
        """All samples, when going from the last to the first is no larger step than those about it."""
        step = np.abs(self._first[0] - self._last[-1])
        about = np.abs(np.diff(np.concatenate((self._first, self._last)), axis=0))
        about[len(self._first) - 1] = 0.0
        if (step <= np.maximum(about.max(axis=0), _SMALL_STEP)).all():
            return self._n_samples
        return self._n_samples - min(round(SEAM_S * self._rate_hz), self._n_samples // 2)


def _fill_up(meter: Meter, rate_hz: int, channels: int, fed: int) -> None:
    """Silence after a sound that is shorter than what loudness is measured over."""
    missing = _BLOCK_STEPS * round(rate_hz / 10) - fed
    if missing > 0:
        meter.feed(np.zeros((missing, channels), np.float32))
