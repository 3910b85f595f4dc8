"""One placed sound, read from its file as it is heard: trimmed, looped, faded, at its level."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from audiobook.errors import AudiobookError
from audiobook.sound.channels import fitted
from audiobook.sound.importing import SEAM_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from audiobook.mastering.ducking import Ducking
    from audiobook.timeline import Sound, Timeline

    Floats = NDArray[np.float32]

#: A stretch that begins or ends at a louder sample than this (-60 dBFS) gets a fade of at least so long, as the clips
#: of voices have: too short to hear, too long to click.
_QUIET = 0.001
_EDGE_S = 0.005
#: Shorter loops are held in memory (12 MB in stereo at 48 kHz), so that none seeks for each turn.
_HELD_S = 30


class _Source(Protocol):
    def read(self, n: int) -> Floats:
        """The next ``n`` samples, shape ``(n, channels of the file)``."""
        ...

    def close(self) -> None: ...


class Player:
    """The samples of one sound in order. Not thread-safe; ``close`` it.

    ``folder`` holds the imported files, at the rate of the mix. Raises AudiobookError when the file cannot be read, is
    shorter than the timeline says, or has another rate.
    """

    def __init__(self, sound: Sound, timeline: Timeline, folder: Path, book_db: float) -> None:
        factor = timeline.mix_factor
        self.start, self._n = sound.start * factor, sound.n_samples * factor
        self.end = self.start + self._n
        self._channels = timeline.channels
        self._gain = np.float32(10 ** ((sound.gain_db + book_db) / 20))
        self._ducked_db = 0.0 if sound.speech else sound.ducked_db
        rate_hz = timeline.rate_hz * factor
        path = folder / sound.file
        file = _File(path, rate_hz)
        try:
            begin, loop = sound.in_sample * factor, sound.loop_samples * factor
            first, last = begin, begin + self._n - 1
            if loop:
                begin, first, last = begin % loop, first % loop, last % loop
            edge = round(_EDGE_S * rate_hz)
            least = [edge if np.abs(file.at(place)).max() > _QUIET else 0 for place in (first, last)]
            self._fade_in = min(max(sound.fade_in * factor, least[0]), self._n)
            self._fade_out = min(max(sound.fade_out * factor, least[1]), self._n)
            self._source = _source(file, begin, loop, rate_hz)
        except BaseException:
            file.close()
            raise

    def add_to(self, block: Floats, at: int, ducking: Ducking) -> None:
        """Add what is heard of it in ``block``, which begins at sample ``at`` of the chapter; block after block."""
        low, high = max(self.start, at), min(self.end, at + len(block))
        if low >= high:
            return
        samples = fitted(self._source.read(high - low), self._channels) * self._gain
        across = (slice(None),) if samples.ndim == 1 else (slice(None), None)
        if self._ducked_db and (factors := ducking.factors(low, high, self._ducked_db)) is not None:
            samples *= factors[across]
        self._fade(samples, low - self.start)
        block[low - at : high - at] += samples

    def _fade(self, samples: Floats, at: int) -> None:
        """Equal-power fades: of two that cross over the same samples the squares add up to one."""
        for first, length, shape in ((0, self._fade_in, np.sin), (self._n - self._fade_out, self._fade_out, np.cos)):
            low, high = max(first, at), min(first + length, at + len(samples))
            if low < high:
                turn = (np.arange(low - first, high - first) + 0.5) * (np.pi / 2 / length)
                factors = shape(turn).astype(np.float32)
                samples[low - at : high - at] *= factors if samples.ndim == 1 else factors[:, None]

    def close(self) -> None:
        """Close its file."""
        self._source.close()


def _source(file: _File, begin: int, loop: int, rate_hz: int) -> _Source:
    if not loop:
        file.seek(begin)
        return file
    seam = min(round(SEAM_S * rate_hz), file.n_samples - loop, loop)
    if seam < 0:
        raise _shorter(file.name)
    if loop <= _HELD_S * rate_hz:
        return _HeldLoop(file, begin, loop, seam, rate_hz)
    return _Loop(file, begin, loop, seam)


class _File:
    """An imported file from some sample on."""

    def __init__(self, path: Path, rate_hz: int) -> None:
        import soundfile

        self.name = path.name
        try:
            self._file: Any = soundfile.SoundFile(str(path))
        except (OSError, soundfile.LibsndfileError) as error:
            raise _unreadable(self.name, error) from error
        self.n_samples: int = self._file.frames
        if self._file.samplerate != rate_hz:
            found = self._file.samplerate
            self.close()
            raise _unreadable(self.name, f"it has {found} Hz in a mix of {rate_hz} Hz")

    def seek(self, to: int) -> None:
        self._trying(lambda: self._file.seek(to))

    def at(self, place: int) -> Floats:
        """One sample, shape ``(1, channels)``."""
        if place >= self.n_samples:
            raise _shorter(self.name)
        self.seek(place)
        return self.read(1)

    def read(self, n: int) -> Floats:
        samples: Floats = self._trying(lambda: self._file.read(n, dtype="float32", always_2d=True))
        if len(samples) != n:
            raise _shorter(self.name)
        return samples

    def close(self) -> None:
        self._file.close()

    def _trying(self, act: Callable[[], Any]) -> Any:  # noqa: ANN401 - soundfile ships no types
        import soundfile

        try:
            return act()
        except (OSError, soundfile.LibsndfileError) as error:
            raise _unreadable(self.name, error) from error


class _Loop:
    """A file that begins again after ``loop`` samples.

    With T counted from the file's start, sample T is x[T mod loop]; from the second turn on, its first ``seam`` samples
    are sin * x[p] + cos * x[loop + p], equal power, so that the end of a turn goes on under the next one's start.
    """

    def __init__(self, file: _File, begin: int, loop: int, seam: int) -> None:
        self._file, self._loop, self._place = file, loop, begin
        file.seek(loop)
        after, self._rise = _seam(file.read(seam))
        self._after = after
        self._again = False
        file.seek(begin)

    def read(self, n: int) -> Floats:
        parts = []
        while n:
            part = self._file.read(min(n, self._loop - self._place))
            if self._again and self._place < len(self._after):
                blended = part[: len(self._after) - self._place]
                place = slice(self._place, self._place + len(blended))
                blended *= self._rise[place]
                blended += self._after[place]
            parts.append(part)
            n -= len(part)
            self._place += len(part)
            if self._place == self._loop:
                self._file.seek(0)
                self._place, self._again = 0, True
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def close(self) -> None:
        self._file.close()


class _HeldLoop:
    """The same for a short loop, from memory."""

    def __init__(self, file: _File, begin: int, loop: int, seam: int, rate_hz: int) -> None:
        self._file = file
        file.seek(0)
        self._first = file.read(loop)
        after, rise = _seam(file.read(seam))
        turn = self._first.copy()
        turn[:seam] *= rise
        turn[:seam] += after
        # A loop of a few samples is laid end to end, so that it costs no more than others.
        self._turns = np.tile(turn, (-(-rate_hz // loop), 1))
        self._place = begin

    def read(self, n: int) -> Floats:
        """The next samples."""
        parts = []
        while n:
            if self._place < len(self._first):
                part = self._first[self._place : self._place + n]
            else:
                at = (self._place - len(self._first)) % len(self._turns)
                part = self._turns[at : at + n]
            parts.append(part)
            n -= len(part)
            self._place += len(part)
        return np.concatenate(parts)

    def close(self) -> None:
        self._file.close()


def _seam(after: Floats) -> tuple[Floats, Floats]:
    """What fades out at the seam, shape ``(seam, channels)``, and the factors of what comes in, ``(seam, 1)``."""
    turn = (np.arange(len(after)) + 0.5)[:, None] * (np.pi / 2 / max(len(after), 1))
    return after * np.cos(turn).astype(np.float32), np.sin(turn).astype(np.float32)


def _unreadable(name: str, reason: object) -> AudiobookError:
    return AudiobookError(
        f"the imported sound {name} cannot be read: {reason}", hint="delete it and build again; it is imported anew"
    )


def _shorter(name: str) -> AudiobookError:
    return _unreadable(name, "it is shorter than it was")
